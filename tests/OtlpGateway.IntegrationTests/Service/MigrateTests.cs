// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Service;

public sealed class MigrateTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("otlp-gateway-migrate-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_DryRunThenRunThenAgain_ShowsDoesAndFindsNothingLeft()
    {
        string dry = await RunAsync(0, "migrate", "--dry-run");
        Assert.Contains("CREATE TABLE IF NOT EXISTS `default`.`otel_traces`", dry, StringComparison.Ordinal);
        Assert.DoesNotContain("done:", dry, StringComparison.Ordinal);

        string first = await RunAsync(0, "migrate");
        Assert.Contains("done: default.otel_logs: migration 0201 logs", first, StringComparison.Ordinal);
        string second = await RunAsync(0, "migrate");
        Assert.Contains("up to date", second, StringComparison.Ordinal);
        Assert.DoesNotContain("done:", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_AnotherTimeToLive_IsInThePlanAndDone()
    {
        _ = await RunAsync(0, "migrate");
        string[] shorter = ["migrate", "--set", "exporters::clickhouse::ttl=72h"];
        const string Statement = "ALTER TABLE `default`.`otel_traces` MODIFY TTL toDateTime(Timestamp) + toIntervalDay(3);";
        const string Done = "done: default.otel_traces: keeps its rows for 3 days";
        string dry = await RunAsync(0, [.. shorter, "--dry-run"]);
        Assert.Contains("default.otel_traces (MergeTree, no TTL): keeps its rows for 3 days; older ones are removed", dry, StringComparison.Ordinal);
        Assert.Contains(Statement, dry, StringComparison.Ordinal);
        Assert.DoesNotContain("done:", dry, StringComparison.Ordinal);
        string run = await RunAsync(0, shorter);
        Assert.True(run.IndexOf(Statement, StringComparison.Ordinal) < run.IndexOf(Done, StringComparison.Ordinal), run);
        Assert.Contains("up to date", await RunAsync(0, shorter), StringComparison.Ordinal);
        Assert.Contains("up to date", await RunAsync(0, "migrate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_UsersOfTheEmbeddedStore_AreRefusedWithAReason()
    {
        string output = await RunAsync(1, "migrate", "--create-users");
        Assert.Contains("--create-users needs a server", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private async Task<string> RunAsync(int expected, params string[] arguments)
    {
        await using CommandRun run = CommandRun.Start(
            TestPaths.Executable, [.. arguments, "--config", TestPaths.EmbeddedConfig], new Dictionary<string, string> { ["OTLP_GATEWAY_DATA"] = _data });
        int code = await run.EndAsync(Cancelled);
        Assert.True(code == expected, $"{code}: {run.Output}{run.Errors}");
        return run.Output + run.Errors;
    }
}
