// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Prometheus;
using Xunit;
using Buckets = OpenTelemetry.Proto.Metrics.V1.ExponentialHistogramDataPoint.Types.Buckets;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>A real Prometheus takes what is sent, and answers PromQL with the numbers that went in.</summary>
public sealed class PrometheusTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryKindOfMetric_IsWhatPromQlSays()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress);
        DateTimeOffset end = client.Now;

        // Four minutes of a counter and two histograms, ten seconds apart.
        for (int step = 0; step <= 24; step++)
        {
            DateTimeOffset time = end.AddSeconds(10 * (step - 24));
            Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Request(
                Counter(time, 5.0 * step), Explicit(time, (ulong)step), Exponential(time, (ulong)step), WriteClient.Gauge("temperature", WriteClient.Point(time, -2.5, ("room", "a"))))));
        }

        Assert.Equal(120, await ValueAsync(server, "requests_total"));
        Assert.Equal(0, await ValueAsync(server, "resets(requests_total[5m])"));
        Assert.Equal(0.5, (await ValueAsync(server, "rate(requests_total[2m])"))!.Value, 6);
        Assert.Equal(-2.5, await ValueAsync(server, "temperature{room=\"a\"}"));
        Assert.Equal(24, await ValueAsync(server, "latency_seconds_bucket{le=\"0.5\"}"));
        Assert.Equal(72, await ValueAsync(server, "latency_seconds_count"));
        Assert.Equal(0.5, (await ValueAsync(server, "histogram_quantile(1/3, rate(latency_seconds_bucket[2m]))"))!.Value, 6);
        Assert.Equal(96, await ValueAsync(server, "histogram_count(sizes_bytes)"));
        Assert.Equal(240, await ValueAsync(server, "histogram_sum(sizes_bytes)"));

        // Twice as much in (2, 4] as in (1, 2] and in (4, 8]: half of it is below the middle of that bucket.
        double? median = await ValueAsync(server, "histogram_quantile(0.5, rate(sizes_bytes[2m]))");
        Assert.InRange(median!.Value, 2.5, 3.5);
        Assert.Equal(0.25, (await ValueAsync(server, "histogram_fraction(1, 2, rate(sizes_bytes[2m]))"))!.Value, 6);
    }

    [Fact]
    public async Task ClockOfOneApp_ADayAhead_CostsNoOtherSeries()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress);
        Outcome outcome = await client.SendAsync(WriteClient.Request(
            WriteClient.Gauge("wrong_clock", WriteClient.Point(client.Now.AddDays(1), 1)), WriteClient.Gauge("right_clock", WriteClient.Point(client.Now, 2))));
        Assert.Equal((OutcomeKind.PartlyAccepted, 1, Reasons.BadEventTime), (outcome.Kind, outcome.RejectedItems, outcome.Reason));
        Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Request(WriteClient.Gauge("later", WriteClient.Point(client.Now, 3)))));
        Assert.Equal(2, await ValueAsync(server, "right_clock"));
        Assert.Equal(3, await ValueAsync(server, "later"));
    }

    [Fact]
    public async Task TargetInfo_JoinsWithItsSeries()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartWithAsync(server.WriteAddress, "namespace: ''", targetInfo: true);
        ExportMetricsServiceRequest request = WriteClient.Request(WriteClient.Gauge("up_time", WriteClient.Point(client.Now, 7)));
        request.ResourceMetrics[0].Resource = new Resource { Attributes = { Text("service.name", "shop"), Text("service.instance.id", "pod-1"), Text("k8s.cluster.name", "eu-1") } };
        Assert.Equal(Outcome.Accepted, await client.SendAsync(request));
        Assert.Equal(7, await ValueAsync(server, "up_time * on (job, instance) group_left (k8s_cluster_name) target_info{k8s_cluster_name=\"eu-1\"}"));
    }

    [Fact]
    public async Task StaleMarker_EndsTheSeriesAtOnce()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress);
        DateTimeOffset now = client.Now;
        await client.SendAsync(WriteClient.Request(WriteClient.Gauge("ends", WriteClient.Point(now.AddSeconds(-20), 1)), Exponential(now.AddSeconds(-20), 1)));
        Assert.Equal(1, await ValueAsync(server, "ends"));
        NumberDataPoint stale = WriteClient.Point(now.AddSeconds(-10), 0);
        stale.Flags = 1;
        Metric histogram = Exponential(now.AddSeconds(-10), 1);
        histogram.ExponentialHistogram.DataPoints[0].Flags = 1;
        Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Request(WriteClient.Gauge("ends", stale), histogram)));
        Assert.Null(await ValueAsync(server, "ends"));
        Assert.Null(await ValueAsync(server, "histogram_count(sizes_bytes)"));
        Assert.Equal(1, await ValueAsync(server, "count_over_time(ends[5m])"));
    }

    [Fact]
    public async Task ReceiverOfTheFirst_TakesNothingOfTheSecondAndGetsTheFirst()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress, "protobuf_message: io.prometheus.write.v2.Request");
        Assert.Equal(Outcome.Accepted, await client.SendAsync([.. Enumerable.Range(0, 200).Select(i => $"m{i}")]));
        Assert.Equal(200, await ValueAsync(server, "count({__name__=~\"m[0-9]+\"})"));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_fallbacks"));
    }

    [Fact]
    public async Task RepeatedBatchBesideNewSamples_CostsNoneOfThem()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress, "max_batch_request_parallelism: 1");
        DateTimeOffset now = client.Now;
        Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Gauges(now.AddSeconds(-30), "a", "b")));
        Assert.Equal(Outcome.Accepted, await client.SendAsync(WriteClient.Gauges(now.AddSeconds(-20), "a", "b")));
        ExportMetricsServiceRequest mixed = WriteClient.Gauges(now.AddSeconds(-30), "a", "b");
        mixed.MergeFrom(WriteClient.Gauges(now.AddSeconds(-10), [.. Enumerable.Range(0, 50).Select(i => $"new{i}")]));
        Outcome outcome = await client.SendAsync(mixed);
        Assert.Equal((OutcomeKind.PartlyAccepted, 2), (outcome.Kind, outcome.RejectedItems));
        Assert.Equal(50, await ValueAsync(server, "count({__name__=~\"new[0-9]+\"})"));
        Assert.Equal(2, await ValueAsync(server, "count_over_time(a[5m])"));
    }

    [Fact]
    public async Task ServerRestarted_WhileSamplesCome_HasThemAll()
    {
        Assert.SkipUnless(PrometheusServer.IsThere, PrometheusServer.WhyNot);
        await using PrometheusServer server = await PrometheusServer.StartNewAsync(Token);
        await using WriteClient client = await WriteClient.StartAsync(server.WriteAddress);
        DateTimeOffset start = client.Now.AddSeconds(-100);
        List<Task<Outcome>> sending = [];
        for (int step = 0; step < 60; step++)
        {
            sending.Add(client.SendAsync(WriteClient.Gauges(start.AddSeconds(step), "steady", "other")));
            if (step == 20)
            {
                await server.KillAsync();
            }
            else if (step == 40)
            {
                await server.StartAsync(Token);
            }
        }

        Assert.All(await Task.WhenAll(sending), outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(60, await ValueAsync(server, "count_over_time(steady[10m])"));
        Assert.Equal(60, await ValueAsync(server, "count_over_time(other[10m])"));
    }

    private static Task<double?> ValueAsync(PrometheusServer server, string expression) => server.Query.ValueAsync(expression, Token);

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static ulong Nanos(DateTimeOffset time) => (ulong)time.ToUnixTimeMilliseconds() * 1_000_000;

    private static Metric Counter(DateTimeOffset time, double value) => new()
    {
        Name = "requests",
        Sum = new Sum { AggregationTemporality = AggregationTemporality.Cumulative, IsMonotonic = true, DataPoints = { WriteClient.Point(time, value) } },
    };

    private static Metric Explicit(DateTimeOffset time, ulong count) => new()
    {
        Name = "latency",
        Unit = "s",
        Histogram = new Histogram
        {
            AggregationTemporality = AggregationTemporality.Cumulative,
            DataPoints = { new HistogramDataPoint { TimeUnixNano = Nanos(time), Count = 3 * count, Sum = count, BucketCounts = { count, 2 * count, 0 }, ExplicitBounds = { 0.5, 1 } } },
        },
    };

    // Scale 0: (1, 2] once, (2, 4] twice, (4, 8] once.
    private static Metric Exponential(DateTimeOffset time, ulong count) => new()
    {
        Name = "sizes",
        Unit = "By",
        ExponentialHistogram = new ExponentialHistogram
        {
            AggregationTemporality = AggregationTemporality.Cumulative,
            DataPoints = { new ExponentialHistogramDataPoint { TimeUnixNano = Nanos(time), Count = 4 * count, Sum = 10 * count, Positive = new Buckets { BucketCounts = { count, 2 * count, count } } } },
        },
    };
}
