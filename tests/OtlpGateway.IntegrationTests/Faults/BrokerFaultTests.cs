// SPDX-License-Identifier: Apache-2.0

using System.Net;
using Confluent.Kafka;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Testing.Kafka;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>Brokers that go away and brokers that answer with errors, between a gateway and a consumer under load.</summary>
[Collection(nameof(StoreServer))]
public sealed class BrokerFaultTests(StoreServer store) : IAsyncDisposable
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    private readonly FaultSite _site = new(store);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Leader_GoesAwayOneAfterTheOther_AcknowledgedIsStoredOnce()
    {
        _ = await _site.StartConsumerAsync();
        GatewayProcess gateway = await _site.StartGatewayAsync();
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--signals", "traces,logs", "--count", "3000", "--rate", "600", "--connections", "4");
        foreach (int broker in (int[])[1, 2, 3])
        {
            await load.WaitForMoreAsync(Cancelled);
            LeadAll(broker);
            await load.WaitForMoreAsync(Cancelled);

            // The partitions have no leader until the others are told so.
            _site.HoldProduce();
            _site.Brokers.BrokerDown(broker);
            _site.ResumeProduce();
            LeadAll((broker % 3) + 1);
            await load.WaitForMoreAsync(Cancelled);
            _site.Brokers.BrokerUp(broker);
        }

        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
    }

    [Fact]
    public async Task Brokers_AllAwayForHalfAMinute_GatewaysRefuseOrSpoolAndLoseNothing()
    {
        string overlay = Path.Combine(TestPaths.Root, "config", "overlays", "spool.yaml");
        _ = await _site.StartConsumerAsync();
        GatewayProcess refusing = await _site.StartGatewayAsync("--set", "exporters.kafka.timeout=5s");
        GatewayProcess spooling = await _site.StartGatewayAsync("--config", overlay, "--set", "exporters.kafka.timeout=5s");
        string[] pace = ["--signals", "traces,logs", "--count", "3000", "--rate", "150", "--connections", "4", "--timeout", "30s"];
        await using AckedLoad refused = AckedLoad.Start(refusing.Grpc, pace);
        await using AckedLoad spooled = AckedLoad.Start(spooling.Grpc, pace);
        await refused.WaitForMoreAsync(Cancelled);
        await spooled.WaitForMoreAsync(Cancelled);

        _site.HoldProduce();
        _site.Brokers.AllDown();
        _site.ResumeProduce();
        Task outage = Task.Delay(Outage, Cancelled);
        using (HttpResponseMessage answer = await refusing.PostAsync("/v1/traces", OneSpan.Json("refused", 1), Cancelled))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"{answer.Headers.RetryAfter}");
        }

        int before = spooled.Acknowledged("traces");
        await spooled.WaitForMoreAsync(Cancelled);
        Assert.True(spooled.Acknowledged("traces") + spooled.Acknowledged("logs") > before, "Nothing was spooled.");
        await FaultSite.WaitForMetricAsync(spooling, "otelcol_exporter_queue_size", 1);
        await outage;
        _site.Brokers.AllUp();

        await refused.EndAsync(Cancelled);
        await spooled.EndAsync(Cancelled);
        await refused.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        await spooled.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
        Assert.Equal(0, await _site.Sql.NumberAsync($"SELECT count() FROM {_site.Database}.otel_traces WHERE ServiceName = 'refused'", Cancelled));
    }

    [Fact]
    public async Task Errors_OfProduceAndFetch_AcknowledgedIsStoredOnce()
    {
        const int Rounds = 4;
        _ = await _site.StartConsumerAsync();
        GatewayProcess gateway = await _site.StartGatewayAsync();

        // One request at a time. With several on the wire a real broker refuses the second of a partition when the first has
        // failed, by its sequence number. Mock brokers store it, and librdkafka takes that for the first one's success, too.
        await using AckedLoad load = AckedLoad.Start(gateway.Grpc, "--signals", "traces,logs", "--count", "3000", "--rate", "600", "--connections", "1");
        for (int round = 0; round < Rounds; round++)
        {
            await load.WaitForMoreAsync(Cancelled);
            _site.Brokers.PushRequestErrors(
                KafkaApi.Produce,
                ErrorCode.NotLeaderForPartition, ErrorCode.NotEnoughReplicas, ErrorCode.RequestTimedOut, ErrorCode.BrokerNotAvailable, ErrorCode.KafkaStorageError);
            _site.Brokers.PushRequestErrors(
                KafkaApi.Fetch,
                ErrorCode.NotLeaderForPartition, ErrorCode.UnknownTopicOrPart, ErrorCode.OffsetNotAvailable, ErrorCode.KafkaStorageError, ErrorCode.Unknown);
            _site.Brokers.PushRequestErrors(KafkaApi.OffsetCommit, ErrorCode.NotCoordinatorForGroup, ErrorCode.RequestTimedOut, ErrorCode.GroupLoadInProgress);
        }

        await load.EndAsync(Cancelled);
        await load.AssertAllStoredOnceAsync(_site.Sql, _site.Database, Cancelled);
    }

    private void LeadAll(int broker)
    {
        foreach (string topic in (string[])[FaultSite.Spans, FaultSite.Logs])
        {
            for (int partition = 0; partition < FaultSite.Partitions; partition++)
            {
                _site.Brokers.SetPartitionLeader(topic, partition, broker);
            }
        }
    }
}
