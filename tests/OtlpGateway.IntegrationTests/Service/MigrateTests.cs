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
