// SPDX-License-Identifier: Apache-2.0

using System.Net;
using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Service;

public sealed class BackfillTests
{
    private const int Requests = 30;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backfill_OfWhatIsStored_SkipsItUnlessForcedAndThenStoresItOncePerRun()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Cancelled);
        for (int number = 0; number < Requests; number++)
        {
            using HttpResponseMessage response = await gateway.PostAsync("/v1/traces", OneSpan.Json("backfill", number), Cancelled);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await gateway.WaitUntilConsumedAsync(Cancelled);
        Assert.Contains("in use by another process", await BackfillAsync(gateway, 1), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync(Cancelled));

        Assert.Contains($"otlp_spans[0] offsets 0 to {Requests - 1}: stored 0 items of 0 records in 0 ranges, {Requests} done before", await BackfillAsync(gateway, 0), StringComparison.Ordinal);
        Assert.Contains("group nobody has never read otlp_spans[0]", await BackfillAsync(gateway, 1, "--group", "nobody"), StringComparison.Ordinal);
        Assert.Contains("no pipeline has a kafka receiver that reads missing", await BackfillAsync(gateway, 1, "--topic", "missing"), StringComparison.Ordinal);
        Assert.Contains("--from yesterday is neither", await BackfillAsync(gateway, 1, "--from", "yesterday"), StringComparison.Ordinal);

        string[] forced = ["--from", "10", "--to", "2999-01-01", "--force", "--run", "again"];
        Assert.Contains($"offsets 10 to {Requests - 1}: stored {Requests - 10} items of {Requests - 10} records in 1 ranges", await BackfillAsync(gateway, 0, forced), StringComparison.Ordinal);
        Assert.Contains($"stored 0 items of 0 records in 0 ranges, {Requests - 10} done before", await BackfillAsync(gateway, 0, forced), StringComparison.Ordinal);

        await gateway.RestartAsync(Cancelled);
        Assert.Equal(
            $"{Requests + Requests - 10}\t{Requests}",
            await gateway.Sql.TextAsync("SELECT count(), uniqExact(SpanId) FROM otel_traces WHERE ServiceName = 'backfill'", Cancelled));
        using HttpResponseMessage next = await gateway.PostAsync("/v1/traces", OneSpan.Json("backfill", Requests), Cancelled);
        await gateway.Sql.WaitForAsync("SELECT count() FROM otel_traces WHERE ServiceName = 'backfill'", Requests + Requests - 10 + 1, Cancelled);
    }

    private static async Task<string> BackfillAsync(GatewayProcess gateway, int expected, params string[] extra)
    {
        string[] topic = extra.Contains("--topic") ? [] : ["--topic", "otlp_spans"];
        await using CommandRun run = gateway.Command(["backfill", "--config", TestPaths.EmbeddedConfig, .. topic, .. extra]);
        int code = await run.EndAsync(Cancelled);
        Assert.True(code == expected, $"{code}: {run.Output}{run.Errors}");
        return run.Output + run.Errors;
    }
}
