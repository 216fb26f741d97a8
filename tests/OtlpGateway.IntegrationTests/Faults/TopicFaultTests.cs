// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.IntegrationTests.Gateway;
using OtlpGateway.Log.Contract;
using OtlpGateway.Testing.Otlp;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>Topics that lose records, are made anew, or hold what nobody can store.</summary>
[Collection(nameof(StoreServer))]
public sealed class TopicFaultTests(StoreServer store) : IAsyncDisposable
{
    private const string StopAt = "OTLP_GATEWAY_TEST_STOP_AT";
    private const int SpansEach = 5;
    private const int Killed = 137;

    private readonly FaultSite _site = new(store);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Retention_PassesAPendingRangeAndTheTopicIsMadeAnew_TheRestIsStoredOnceAndTheLossCounted()
    {
        const int Records = 10;
        const int Removed = 4;
        const int NewRecords = 3;
        GatewayProcess consumer = _site.PrepareConsumer();
        await using TopicRecords records = await TopicRecords.OpenAsync(_site.Brokers.BootstrapServers);
        await records.WriteAsync(FaultSite.Spans, Enumerable.Range(1, Records).Select(Request));
        consumer.Variables[StopAt] = "claim_read:1";
        consumer.Launch();
        Assert.Equal(Killed, await consumer.EndAsync(Cancelled));
        Assert.Equal(Records, await _site.Sql.NumberAsync($"SELECT max(End) FROM {_site.Database}.otlpgateway_claims WHERE State = 'claimed'", Cancelled));
        _site.Brokers.DeleteRecords(FaultSite.Spans, 0, Removed);

        consumer.Variables.Clear();
        consumer.Launch();
        await FaultSite.WaitForProblemAsync(consumer, $"To go on at offset {Removed}, set on_gap: skip");
        Assert.Equal(0, await CountAsync());
        Assert.Equal(0, await consumer.StopAsync(Cancelled));

        GatewayProcess skipping = await _site.StartConsumerAsync("--set", "receivers.kafka.on_gap=skip");
        await AssertStoredAsync((Records - Removed) * SpansEach);
        await FaultSite.WaitForMetricAsync(skipping, "otlpgateway_kafka_receiver_lost_records", Removed, "reason=\"retention\"");
        Assert.Equal(Removed, (await skipping.MetricsAsync(Cancelled)).Sum("otlpgateway_kafka_receiver_lost_records"));
        Assert.Equal(0, await skipping.StopAsync(Cancelled));

        _site.Brokers.DeleteTopic(FaultSite.Spans);
        _site.Brokers.CreateTopic(FaultSite.Spans, FaultSite.Partitions);
        await using TopicRecords anew = await TopicRecords.OpenAsync(_site.Brokers.BootstrapServers);
        await anew.WriteAsync(FaultSite.Spans, Enumerable.Range(Records + 1, NewRecords).Select(Request));
        await skipping.RestartAsync(Cancelled);
        await AssertStoredAsync((Records - Removed + NewRecords) * SpansEach);
        Assert.Equal(2, await _site.Sql.NumberAsync($"SELECT uniqExact(Topic) FROM {_site.Database}.otlpgateway_claims WHERE Target = 'otel_traces'", Cancelled));
    }

    [Fact]
    public async Task Poison_BetweenGoodRecords_IsPutAsideOnceAndStopsNothing()
    {
        GatewayProcess consumer = _site.PrepareConsumer();
        await using TopicRecords records = await TopicRecords.OpenAsync(_site.Brokers.BootstrapServers);
        byte[] half = Request(2)[..^(Request(2).Length / 2)];
        byte[] otherEncoding = Encoding.UTF8.GetBytes("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"json"}]}]}]}""");
        byte[] garbage = [.. Enumerable.Repeat((byte)0xFF, 300)];
        await records.WriteAsync(FaultSite.Spans, Request(1), garbage, half, otherEncoding, From1970(3), Request(4));

        // It dies when the letters are kept and the range is not stored: the next run meets all of them again.
        consumer.Variables[StopAt] = "table_inserted:1";
        consumer.Launch();
        Assert.Equal(Killed, await consumer.EndAsync(Cancelled));
        consumer.Variables.Clear();
        await consumer.RestartAsync(Cancelled);
        await AssertStoredAsync(2 * SpansEach);

        // The partition goes on behind them.
        await records.WriteAsync(FaultSite.Spans, Request(5));
        await AssertStoredAsync(3 * SpansEach);
        Assert.Equal(SpansEach, await _site.Sql.NumberAsync($"SELECT count() FROM {_site.Database}.otlpgateway_dead_letters", Cancelled));
        string letters = FaultSite.Spans + "_dead_letters";
        Assert.Equal(["1", "2", "3"], await records.HeadersAsync(letters, RecordHeaders.SourceOffset));
        Assert.Equal(["0", "0", "0"], await records.HeadersAsync(letters, RecordHeaders.SourcePartition));
        Assert.Equal([FaultSite.Spans, FaultSite.Spans, FaultSite.Spans], await records.HeadersAsync(letters, RecordHeaders.SourceTopic));
        Assert.Equal(["malformed", "malformed", "malformed"], await records.HeadersAsync(letters, RecordHeaders.Reason));
        Assert.Equal(HttpStatusCode.OK, await consumer.StatusAsync("/ready", Cancelled));
    }

    private static byte[] Request(int seed) => SampleTraces.Make(SpansEach, seed).ToByteArray();

    private static byte[] From1970(int seed)
    {
        ExportTraceServiceRequest request = SampleTraces.Make(SpansEach, seed);
        foreach (OpenTelemetry.Proto.Trace.V1.Span span in request.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            (span.StartTimeUnixNano, span.EndTimeUnixNano) = (1_000_000_000, 2_000_000_000);
        }

        return request.ToByteArray();
    }

    private Task<long> CountAsync() => _site.Sql.NumberAsync($"SELECT count() FROM {_site.Database}.otel_traces", Cancelled);

    private async Task AssertStoredAsync(int spans)
    {
        await _site.Sql.WaitForAsync($"SELECT count() FROM {_site.Database}.otel_traces", spans, Cancelled);
        Assert.Equal($"{spans}\t{spans}", await _site.Sql.TextAsync($"SELECT count(), uniqExact(SpanId) FROM {_site.Database}.otel_traces", Cancelled));
    }
}
