// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>Consumers that die, sleep and take partitions from one another, while a gateway goes on producing.</summary>
[Collection(nameof(StoreServer))]
public sealed class ConsumerFaultTests(StoreServer store) : IAsyncDisposable
{
    private const string StopAt = "OTLP_GATEWAY_TEST_STOP_AT";
    private const int Killed = 137;

    private static readonly string[] MetricTables =
        ["otel_metrics_gauge", "otel_metrics_sum", "otel_metrics_histogram", "otel_metrics_exponential_histogram", "otel_metrics_summary"];

    private readonly FaultSite _site = new(store);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Kill_AtEachStep_AcknowledgedIsStoredOnce()
    {
        GatewayProcess gateway = await _site.StartGatewayAsync();
        GatewayProcess consumer = _site.PrepareConsumer();

        // Blocks are large under load: there must be something to store until the last step is reached.
        await using AckedLoad load = StartLoad(gateway, "--count", "8000", "--rate", "400");
        foreach (string step in (string[])["claim_written:2", "claim_read:2", "table_inserted:2", "done_written:2", "offset_committed:2"])
        {
            consumer.Variables[StopAt] = step;
            consumer.Launch();
            Assert.Equal(Killed, await consumer.EndAsync(Cancelled));
        }

        consumer.Variables.Clear();
        await consumer.RestartAsync(Cancelled);
        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        Assert.Equal(0, await _site.Sql.NumberAsync($"SELECT count() FROM {_site.Database}.otlpgateway_dead_letters", Cancelled));
    }

    [Fact]
    public async Task Rebalance_BackAndForthUnderLoad_AcknowledgedIsStoredOnce()
    {
        const int Rounds = 3;
        GatewayProcess gateway = await _site.StartGatewayAsync();
        _ = await _site.StartConsumerAsync();
        GatewayProcess other = _site.PrepareConsumer();
        // Longer than three starts of a consumer take.
        await using AckedLoad load = StartLoad(gateway, "--count", "10000", "--rate", "500");
        for (int round = 0; round < Rounds; round++)
        {
            await load.WaitForMoreAsync(Cancelled);
            await other.RestartAsync(Cancelled);
            await FaultSite.WaitForMetricAsync(other, "otelcol_kafka_receiver_partition_start", 2);
            await FaultSite.WaitForMetricAsync(other, "otelcol_receiver_accepted_spans", 1);
            if (round == Rounds - 1)
            {
                await other.KillAsync();
            }
            else
            {
                Assert.Equal(0, await other.StopAsync(Cancelled));
            }
        }

        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
    }

    [Theory]
    [InlineData("claim_written:2:pause")]
    [InlineData("claim_read:2:pause")]
    [InlineData("table_inserted:2:pause")]
    public async Task Pause_PastTheSessionTimeout_TheSuccessorGoesOnAndTheSleeperDoublesNothing(string step)
    {
        GatewayProcess gateway = await _site.StartGatewayAsync();
        GatewayProcess sleeper = _site.PrepareConsumer();
        sleeper.Variables[StopAt] = step;
        sleeper.Launch();
        await using AckedLoad before = StartLoad(gateway, "--count", "600", "--rate", "200");
        await sleeper.WaitUntilStoppedAsync(Cancelled);

        // All of it: also the range that the sleeper has claimed.
        GatewayProcess successor = await _site.StartConsumerAsync();
        await before.EndAsync(Cancelled);
        await before.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);

        sleeper.Continue();
        await using AckedLoad after = StartLoad(gateway, "--count", "600", "--rate", "400");
        await after.EndAsync(Cancelled);
        await FaultSite.WaitForMetricAsync(sleeper, "otelcol_kafka_receiver_partition_close", 1);
        await FaultSite.WaitForMetricAsync(sleeper, "otelcol_kafka_receiver_partition_start", 2);
        await after.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        await before.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        await successor.WaitUntilReadyAsync(Cancelled);
    }

    [Fact]
    public async Task Processes_OneOrThree_GiveTheSameTables()
    {
        string[] three = ["--set", "receivers.kafka.group_id=three", "--set", $"exporters.clickhouse.database={_site.Database}three"];
        _ = await _site.StartConsumerAsync();
        foreach (GatewayProcess consumer in (GatewayProcess[])
            [await _site.StartConsumerAsync(three), await _site.StartConsumerAsync(three), await _site.StartConsumerAsync(three)])
        {
            await FaultSite.WaitForMetricAsync(consumer, "otelcol_kafka_receiver_partition_start", 3);
        }

        GatewayProcess gateway = await _site.StartGatewayAsync();
        await using AckedLoad load = StartLoad(gateway, "--signals", "traces,metrics,logs", "--count", "3000", "--rate", "3000");
        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database + "three", Cancelled);
        foreach (string database in (string[])[_site.Database, _site.Database + "three"])
        {
            string points = string.Join(" + ", MetricTables.Select(table => $"(SELECT count() FROM {database}.{table})"));
            await _site.Sql.WaitForAsync($"SELECT {points}", load.Acknowledged("metrics"), Cancelled);
        }

        Assert.Equal(await ContentAsync(_site.Database), await ContentAsync(_site.Database + "three"));
        string owners = "SELECT uniqExact(Owner) FROM";
        Assert.Equal(1, await _site.Sql.NumberAsync($"{owners} {_site.Database}.otlpgateway_claims", Cancelled));
        Assert.Equal(3, await _site.Sql.NumberAsync($"{owners} {_site.Database}three.otlpgateway_claims", Cancelled));
    }

    private static AckedLoad StartLoad(GatewayProcess gateway, params string[] extra) =>
        AckedLoad.Start(gateway.Grpc, ["--signals", "traces,logs", "--connections", "2", .. extra]);

    /// <summary>Of each table how many rows, and a hash over all columns of all of them that knows no order.</summary>
    private async Task<string> ContentAsync(string database)
    {
        List<string> tables = [];
        foreach (string table in (string[])["otel_traces", "otel_logs", .. MetricTables])
        {
            tables.Add(table + "\t" + await _site.Sql.TextAsync($"SELECT count(), sum(cityHash64(*)), groupBitXor(sipHash64(*)) FROM {database}.{table}", Cancelled));
        }

        // Of what belongs to one trace there is a row for each block: the blocks differ, what they say together does not.
        tables.Add("otel_traces_trace_id_ts\t" + await _site.Sql.TextAsync(
            $"SELECT count(), sum(cityHash64(TraceId, first, last)) FROM (SELECT TraceId, min(Start) AS first, max(End) AS last FROM {database}.otel_traces_trace_id_ts GROUP BY TraceId)",
            Cancelled));
        return string.Join('\n', tables);
    }
}
