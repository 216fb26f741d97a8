// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Testing.RemoteWrite;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>What requests hold: the checks "protocol", "batching", "samples", "labels", "exemplars", "timestamps" and "edge_cases" of Prometheus' sender suite.</summary>
public sealed class ContentTests
{
    private const string Second = "protobuf_message: io.prometheus.write.v2.Request";

    public static TheoryData<string> Versions => ["protobuf_message: prometheus.WriteRequest", Second, $"{Second}, convert_histograms_to_nhcb: true", "resource_to_telemetry_conversion: {enabled: true}, send_metadata: true"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task RandomMetrics_BreakNoRule(string yaml)
    {
        RandomOtlp random = new(99);
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, $"{yaml}, sample_age_limit: 0, sample_future_limit: 0");
        int sent = 0;
        while (sent < 150)
        {
            ExportMetricsServiceRequest request = random.Metrics();
            if (OtlpEdge.Check(Signal.Metrics, request.ToByteArray(), EdgeLimits.Default).Fault == WireFault.None)
            {
                Outcome outcome = await client.SendAsync(request);
                Assert.True(outcome.Kind is OutcomeKind.Accepted or OutcomeKind.PartlyAccepted or OutcomeKind.Rejected, outcome.ToString());
                Assert.NotEqual(Reasons.DestinationRejected, outcome.Reason);
                sent++;
            }
        }

        Assert.Empty(receiver.Breaches);
        Assert.True(receiver.Series.Count() > 300, $"only {receiver.Series.Count()} series");
    }

    [Fact]
    public async Task Values_KeepEveryBit()
    {
        ulong[] bits =
        [
            .. new[] { 0.0, -0.0, 1, -1.5, 1e308, 5e-324, 0.1 + 0.2, double.PositiveInfinity, double.NegativeInfinity }.Select(BitConverter.DoubleToUInt64Bits),
            0x7FF8_0000_0000_0001,
            0x7FF0_0000_0000_0002,
        ];
        foreach (string yaml in new[] { "", Second })
        {
            await using StrictReceiver receiver = await StrictReceiver.StartAsync();
            await using WriteClient client = await WriteClient.StartAsync(receiver.Address, yaml);
            NumberDataPoint[] points = [.. bits.Select((value, i) => WriteClient.Point(client.Now.AddMilliseconds(i), 0))];
            ExportMetricsServiceRequest request = WriteClient.Request(WriteClient.Gauge("up", points));
            for (int i = 0; i < bits.Length; i++)
            {
                points[i].AsDouble = BitConverter.UInt64BitsToDouble(bits[i]);
            }

            request.ResourceMetrics[0].ScopeMetrics[0].Metrics[0] = WriteClient.Gauge("up", points);
            Assert.Equal(Outcome.Accepted, await client.SendAsync(request));
            Assert.Equal(bits, Assert.Single(receiver.Series).Samples.Select(sample => sample.Bits));
        }
    }

    [Fact]
    public async Task StaleSeries_HasTheMarker()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        NumberDataPoint point = WriteClient.Point(client.Now, 7);
        point.Flags = (uint)OpenTelemetry.Proto.Metrics.V1.DataPointFlags.NoRecordedValueMask;
        await client.SendAsync(WriteClient.Request(WriteClient.Gauge("up", point)));
        Assert.Equal(0x7FF0_0000_0000_0002UL, Assert.Single(Assert.Single(receiver.Series).Samples).Bits);
    }

    [Fact]
    public async Task LabelValues_OfAnyLengthAndScript_Arrive()
    {
        string huge = new('x', 10_000);
        foreach (string yaml in new[] { "", Second })
        {
            await using StrictReceiver receiver = await StrictReceiver.StartAsync();
            await using WriteClient client = await WriteClient.StartAsync(receiver.Address, yaml);
            (string, string)[] labels = [("huge", huge), ("emoji", "日本 🚀 \"quoted\" \\ \n"), .. Enumerable.Range(0, 60).Select(i => ($"label_{i:00}", $"v{i}"))];
            Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Request(WriteClient.Gauge(new string('m', 500) + ":rule", WriteClient.Point(client.Now, 1, labels)))));
            string found = Assert.Single(receiver.Series).Labels;
            Assert.StartsWith(new string('m', 500) + ":rule{emoji=\"日本 🚀 \"quoted\" \\ \n\",huge=\"" + huge, found, StringComparison.Ordinal);
            Assert.Empty(receiver.Breaches);
        }
    }

    [Fact]
    public async Task Limits_OfRequests_AreKept()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "max_batch_size_bytes: 4000, max_samples_per_send: 50");
        string[] names = [.. Enumerable.Range(0, 3000).Select(i => $"some_metric_with_a_longer_name_{i}")];
        Assert.Equal(Outcome.Accepted, await client.SendAsync(names));
        Assert.All(receiver.All, pair =>
        {
            Assert.InRange(pair.Request.Series.Count, 1, 50);
            Assert.InRange(pair.Request.BodyBytes, 1, 4000);
        });
        Assert.Equal(names.Length, receiver.Series.Select(series => series.Labels).Distinct().Count());
        Assert.InRange(receiver.All.Count, 60, 100);
    }

    [Fact]
    public async Task ManySeries_GoInFewRequests()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(Outcome.Accepted, await client.SendAsync([.. Enumerable.Range(0, 20_000).Select(i => $"m{i}")]));
        Assert.InRange(receiver.All.Count, 5, 10);
    }

    [Fact]
    public async Task EmptyBatch_IsNoRequest()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Assert.Equal(Outcome.Accepted, await client.SendAsync(new ExportMetricsServiceRequest()));
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task OldSample_IsCountedAndSaid()
    {
        ListLogger log = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "", new TestSettings(TimeProvider.System, log));
        Outcome outcome = await client.SendAsync(WriteClient.Gauges(new DateTimeOffset(2023, 8, 4, 9, 45, 0, TimeSpan.Zero), "test_metric"));
        Assert.Equal((OutcomeKind.Rejected, Reasons.TooOld), (outcome.Kind, outcome.Reason));
        Assert.Empty(receiver.All);
        Assert.Contains(log.Lines, line => line.Contains("older than 1.00:00:00", StringComparison.Ordinal) && line.Contains("sample_age_limit", StringComparison.Ordinal));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_dropped_points", "reason=too_old"));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_exporter_dropped_items", "reason=too_old"));
    }

    [Fact]
    public async Task SampleFarInTheFuture_IsNotSentAndCounted()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        ListLogger log = new();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, settings: new TestSettings(TimeProvider.System, log));
        Outcome outcome = await client.SendAsync(WriteClient.Gauges(client.Now.AddMinutes(11), "tomorrow"));
        Assert.Equal((OutcomeKind.Rejected, Reasons.BadEventTime), (outcome.Kind, outcome.Reason));
        Assert.Empty(receiver.All);
        Assert.Contains(log.Lines, line => line.Contains("00:10:00 ahead of this gateway's clock (option sample_future_limit)", StringComparison.Ordinal));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_dropped_points", "reason=bad_event_time"));
        Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Gauges(client.Now.AddMinutes(9), "soon")));
    }

    [Fact]
    public async Task SampleThatAgesWhileItIsTriedAgain_IsGivenUp()
    {
        FakeTime time = new();
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(500, "too old sample"));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "timeout: 0, sample_age_limit: 1m", new TestSettings(time));
        Task<Outcome> sending = client.SendAsync("up");
        while (!sending.IsCompleted)
        {
            // An attempt may begin while the time is being moved, and then waits for the next one.
            await Task.WhenAny(sending, time.WaitForTimersAsync(1, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromSeconds(61));
        }

        Outcome outcome = await sending;
        Assert.Equal((OutcomeKind.Rejected, Reasons.TooOld), (outcome.Kind, outcome.Reason));
    }

    [Fact]
    public async Task Untranslatable_IsCountedByReason()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        Metric sum = new() { Name = "s", Sum = new Sum { AggregationTemporality = AggregationTemporality.Unspecified, DataPoints = { WriteClient.Point(client.Now, 1) } } };
        Outcome outcome = await client.SendAsync(WriteClient.Request(sum, WriteClient.Gauge("up", WriteClient.Point(client.Now, 1))));
        Assert.Equal((OutcomeKind.PartlyAccepted, 1, Reasons.Unsupported), (outcome.Kind, outcome.RejectedItems, outcome.Reason));
        Assert.Equal(1, client.Settings.Metrics.Sum("otelcol_exporter_prometheusremotewrite_failed_translations"));
        Assert.Equal(1, client.Settings.Metrics.Sum("otelcol_exporter_prometheusremotewrite_translated_time_series"));
    }

    [Fact]
    public async Task Deltas_AreAddedUpOverBatches()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address);
        DateTimeOffset start = client.Now;
        for (int i = 0; i < 5; i++)
        {
            NumberDataPoint point = WriteClient.Point(start.AddMilliseconds(i + 1), 10);
            point.StartTimeUnixNano = (ulong)start.AddMilliseconds(i).ToUnixTimeMilliseconds() * 1_000_000;
            Metric sum = new() { Name = "c", Sum = new Sum { AggregationTemporality = AggregationTemporality.Delta, IsMonotonic = true, DataPoints = { point } } };
            Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Request(sum)));
        }

        Assert.Equal([10.0, 20, 30, 40, 50], receiver.Series.Where(series => series.Labels == "c_total{}").SelectMany(series => series.Samples).Select(sample => sample.Value));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_delta_streams"));
    }

    [Fact]
    public async Task ExternalLabelsHeadersAndNamespace_AreSent()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(
            receiver.Address, "namespace: shop, external_labels: {cluster: eu, a: lost}, headers: {X-Scope-OrgID: team-7}");
        await client.SendAsync(WriteClient.Request(WriteClient.Gauge("up", WriteClient.Point(client.Now, 1, ("a", "own")))));
        Assert.Equal("shop_up{a=\"own\",cluster=\"eu\"}", Assert.Single(receiver.Series).Labels);
        Assert.Equal("team-7", receiver.All.Single().Request.Headers["x-scope-orgid"]);
        Assert.StartsWith("otlp-gateway/", receiver.All.Single().Request.Headers["user-agent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Symbols_AreSharedByAllSeries()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, $"{Second}, max_batch_request_parallelism: 1");
        await client.SendAsync(WriteClient.Request(WriteClient.Gauge(
            "up", [.. Enumerable.Range(0, 1000).Select(i => WriteClient.Point(client.Now, 1, ("route", $"/r{i % 10}"), ("pod", $"p{i}"), ("method", "GET")))])));
        int symbols = receiver.All.Single().Request.Second!.Symbols.Count;
        Assert.InRange(symbols, 1000, 1030);
        Assert.Equal(Encoding.UTF8.GetByteCount("GET"), receiver.All.Single().Request.Second!.Symbols.Single(symbol => symbol == "GET").Length);
    }
}
