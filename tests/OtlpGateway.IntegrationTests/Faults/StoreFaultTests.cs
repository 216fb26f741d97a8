// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>A ClickHouse server that is gone, slow, overloaded, or does what was asked and does not say so.</summary>
[Collection(nameof(StoreServer))]
public sealed class StoreFaultTests(StoreServer store) : IAsyncDisposable
{
    private readonly FaultSite _site = new(store);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Inserts_SlowOverloadedOrUnanswered_AcknowledgedIsStoredOnce()
    {
        await using StoreProxy proxy = await StoreProxy.StartAsync(store.Address);
        GatewayProcess gateway = await _site.StartGatewayAsync();
        GatewayProcess consumer = await _site.StartConsumerAsync("--set", $"exporters.clickhouse.endpoint={proxy.Address}", "--set", "exporters.clickhouse.timeout=3s");
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--signals", "traces,logs", "--count", "4000", "--rate", "400", "--connections", "2");
        foreach ((StoreFault fault, int inserts) in ((StoreFault, int)[])
            [(StoreFault.HoldAnswer, 4), (StoreFault.LoseAnswer, 8), (StoreFault.Slow, 6), (StoreFault.TooManyParts, 4)])
        {
            await load.WaitForMoreAsync(Cancelled);
            proxy.Meet(fault, inserts);
            await FaultSite.WaitAsync(() => Task.FromResult(proxy.IsOver), $"{inserts} inserts that meet {fault}\n{consumer.Errors}");
        }

        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        Assert.True((await consumer.MetricsAsync(Cancelled)).Sum("otlpgateway_kafka_receiver_retries") > 0, "Nothing was tried again.");
    }

    [Fact]
    public async Task Server_KilledTwiceUnderLoad_AcknowledgedIsStoredOnce()
    {
        const int Kills = 2;
        GatewayProcess gateway = await _site.StartGatewayAsync();
        GatewayProcess consumer = await _site.StartConsumerAsync("--set", "exporters.clickhouse.timeout=5s");
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--signals", "traces,logs", "--count", "3000", "--rate", "400", "--connections", "2");
        for (int kill = 0; kill < Kills; kill++)
        {
            await FaultSite.WaitForMetricAsync(consumer, "otelcol_receiver_accepted_spans", 100 * (kill + 1));
            await store.Process.KillAsync();
            await FaultSite.WaitForProblemAsync(consumer, "127.0.0.1");
            await store.Process.RestartAsync(Cancelled);
        }

        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
    }

    [Fact]
    public async Task Table_WithoutADeduplicationWindow_IsSaidAndShownAndMigrateRepairsIt()
    {
        GatewayProcess consumer = await _site.StartConsumerAsync();
        Assert.Equal(0, await consumer.StopAsync(Cancelled));
        await _site.Sql.BytesAsync($"ALTER TABLE {_site.Database}.otel_traces MODIFY SETTING non_replicated_deduplication_window = 0", Cancelled);
        GatewayProcess forgetful = _site.PrepareConsumer("--set", "exporters.clickhouse.create_schema=false");
        forgetful.Launch();
        await FaultSite.WaitForProblemAsync(forgetful, "exactly-once is off");
        string said = await forgetful.ReadinessAsync(Cancelled);
        Assert.Contains("otel_traces", said, StringComparison.Ordinal);
        Assert.Contains("otlp-gateway migrate", said, StringComparison.Ordinal);
        await FaultSite.WaitAsync(() => Task.FromResult(forgetful.Errors.Contains("Exactly-once is off", StringComparison.Ordinal)), $"said in the log: {forgetful.Errors}");

        // It stores all the same: losing nothing comes first.
        GatewayProcess gateway = await _site.StartGatewayAsync();
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--signals", "traces,logs", "--count", "500", "--rate", "0");
        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        Assert.Equal(0, await forgetful.StopAsync(Cancelled));
        await consumer.RestartAsync(Cancelled);
    }
}
