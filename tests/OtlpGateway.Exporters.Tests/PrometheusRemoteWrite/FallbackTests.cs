// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.RemoteWrite;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

/// <summary>Receivers that do not know 2.0: the checks "fallback" and "rw1_compat" of Prometheus' sender suite.</summary>
public sealed class FallbackTests
{
    private const string Second = "protobuf_message: io.prometheus.write.v2.Request";

    [Theory]
    [InlineData(415, false)]
    [InlineData(204, true)]
    [InlineData(200, true)]
    public async Task ReceiverOfTheFirst_GetsTheSameSeriesAndAllLaterOnesAsTheFirst(int status, bool hidesWritten)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync(
            (request, _) => request.IsSecond ? new WriteReply(status, "what?", HidesWritten: hidesWritten) : WriteReply.Ok);
        ListLogger log = new();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, Second, new TestSettings(TimeProvider.System, log));
        Assert.Equal(Outcome.Accepted, await client.SendAsync("a", "b", "c", "d", "e", "f", "g", "h"));
        Assert.Equal(Outcome.Accepted, await client.SendAsync("later"));
        Assert.Equal(
            ["a{}", "b{}", "c{}", "d{}", "e{}", "f{}", "g{}", "h{}", "later{}"],
            receiver.All.Where(pair => !pair.Request.IsSecond).SelectMany(pair => pair.Request.Series).Select(series => series.Labels).Order(StringComparer.Ordinal));
        int firsts = receiver.All.SkipWhile(pair => pair.Request.IsSecond).Count();
        Assert.True(receiver.All.Count - firsts <= 5 + 5, "at most what was on its way in all shards came as 2.0");
        Assert.False(receiver.All.Last().Request.IsSecond);
        Assert.Single(log.Lines, line => line.Contains("does not take remote write 2.0", StringComparison.Ordinal));
        Assert.Equal(1, client.Settings.Metrics.Sum("otlpgateway_prometheusremotewrite_fallbacks"));
        Assert.Equal(9, client.Settings.Metrics.Sum("otelcol_exporter_prometheusremotewrite_written_samples"));
        Assert.Empty(receiver.Breaches);
    }

    [Fact]
    public async Task ManyBatchesOnTheirWay_NothingIsLost()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync(
            (request, _) => request.IsSecond ? new WriteReply(204, HidesWritten: true) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, Second);
        Outcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(batch => client.SendAsync([.. Enumerable.Range(0, 20).Select(i => $"m{batch}_{i}")])));
        Assert.All(outcomes, outcome => Assert.Equal(Outcome.Accepted, outcome));
        Assert.Equal(1200, receiver.All.Where(pair => !pair.Request.IsSecond).SelectMany(pair => pair.Request.Series).Select(series => series.Labels).Distinct().Count());
        Assert.Empty(receiver.Breaches);
    }

    [Fact]
    public async Task HistogramsOfTheSecondOnly_BecomeSeries()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((request, _) => request.IsSecond ? new WriteReply(415) : WriteReply.Ok);
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, $"{Second}, convert_histograms_to_nhcb: true");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(Outcome.Accepted, await client.SendAsync(Histogram(client.Now)));
        }

        string[] expected = ["h_bucket{le=\"1\"}", "h_bucket{le=\"+Inf\"}", "h_sum{}", "h_count{}"];
        Assert.Equal([.. expected, .. expected], receiver.Series.Select(series => series.Labels));
        Assert.Empty(receiver.Breaches);
    }

    [Fact]
    public async Task ReceiverOfTheSecond_GetsHistogramsWithBoundsOfTheirOwn()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, $"{Second}, convert_histograms_to_nhcb: true");
        Assert.Equal(Outcome.Accepted, await client.SendAsync(Histogram(client.Now)));
        WrittenSeries series = Assert.Single(receiver.Series);
        Assert.Equal(("h{}", 1), (series.Labels, series.Histograms.Count));
        Assert.Empty(receiver.Breaches);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    public async Task ReceiverOfTheSecond_StaysOne(int status)
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(status));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, Second);
        Assert.Equal(Outcome.Accepted, await client.SendAsync("a"));
        Assert.Equal(Outcome.Accepted, await client.SendAsync("a"));
        Assert.Equal(2, receiver.All.Count(pair => pair.Request.IsSecond));
        Assert.Equal(2, receiver.All.Count);
    }

    [Fact]
    public async Task PartialWrite_IsFinalAndCounted()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync((_, _) => new WriteReply(400, "2 out of order", Written: 3));
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, $"{Second}, max_batch_request_parallelism: 1");
        Outcome outcome = await client.SendAsync("a", "b", "c", "d", "e");
        Assert.Equal((OutcomeKind.PartlyAccepted, 2), (outcome.Kind, outcome.RejectedItems));
        Assert.Contains("2 out of order", outcome.Message, StringComparison.Ordinal);
        Assert.Single(receiver.All);
        Assert.Equal(3, client.Settings.Metrics.Sum("otelcol_exporter_prometheusremotewrite_written_samples"));
    }

    [Fact]
    public async Task First_HasNothingOfTheSecond()
    {
        await using StrictReceiver receiver = await StrictReceiver.StartAsync();
        await using WriteClient client = await WriteClient.StartAsync(receiver.Address, "send_metadata: true");
        Assert.Equal(Outcome.Accepted, await client.SendAsync("a", "b"));
        Assert.All(receiver.All, pair => Assert.Equal(("application/x-protobuf", "0.1.0"), (pair.Request.Headers["content-type"], pair.Request.Headers["x-prometheus-remote-write-version"])));
        Assert.Equal(["a", "b"], receiver.All.SelectMany(pair => pair.Request.First!.Metadata).Select(family => family.MetricFamilyName).Order());
    }

    private static OpenTelemetry.Proto.Collector.Metrics.V1.ExportMetricsServiceRequest Histogram(DateTimeOffset now) => WriteClient.Request(new Metric
    {
        Name = "h",
        Histogram = new Histogram
        {
            AggregationTemporality = AggregationTemporality.Cumulative,
            DataPoints = { new HistogramDataPoint { TimeUnixNano = (ulong)now.ToUnixTimeMilliseconds() * 1_000_000, Count = 3, Sum = 4, BucketCounts = { 1, 2 }, ExplicitBounds = { 1 } } },
        },
    });
}
