// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OtlpGateway.Exporters.Prometheus;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;
using static OtlpGateway.Exporters.Tests.Prometheus.ScrapePage;

namespace OtlpGateway.Exporters.Tests.Prometheus;

public class PrometheusExporterTests
{
    private const string OpenMetrics = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_EveryKind_InTheTextFormat()
    {
        await using ScrapePage page = await StartAsync();
        Assert.Equal(OutcomeKind.Accepted, (await page.AddAsync(AllKinds())).Kind);

        Assert.Equal(
            """
            # HELP open_doors Doors that \\ stand
            # TYPE open_doors gauge
            open_doors{floor="1"} 2.5
            # TYPE request_seconds histogram
            request_seconds_bucket{le="0.5"} 3
            request_seconds_bucket{le="1"} 5
            request_seconds_bucket{le="+Inf"} 6
            request_seconds_sum 4.25
            request_seconds_count 6
            # TYPE rpc summary
            rpc{quantile="0.5"} 7
            rpc_sum 20
            rpc_count 2
            # TYPE visits_total counter
            visits_total{user="a\"b\nc"} 42

            """.ReplaceLineEndings("\n"),
            await page.TextAsync());
    }

    [Fact]
    public async Task Page_OpenMetrics_HasUnitsExemplarsAndItsEnd()
    {
        await using ScrapePage page = await StartAsync(new PrometheusExporterOptions { EnableOpenMetrics = true, WithoutScopeInfo = true, SendTimestamps = true });
        await page.AddAsync(AllKinds());

        using HttpResponseMessage answer = await page.AskAsync(HttpMethod.Get, "/metrics", OpenMetrics);
        string text = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("# TYPE visits counter\nvisits_total{user=\"a\\\"b\\nc\"} 42 1772600767 # {trace_id=\"0102030405060708090a0b0c0d0e0f10\"} 1 1772600766.5\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE request_seconds histogram\n# UNIT request_seconds seconds\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OpenMetricsNotEnabled_IsText()
    {
        await using ScrapePage page = await StartAsync();
        await page.AddAsync(AllKinds());

        using HttpResponseMessage answer = await page.AskAsync(HttpMethod.Get, "/metrics", OpenMetrics);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.DoesNotContain("EOF", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Options_NameAndLabelSeries()
    {
        PrometheusExporterOptions options = new()
        {
            Namespace = "shop",
            ConstLabels = { ["cluster"] = "eu" },
            ResourceToTelemetryConversion = { Enabled = true, ExcludeServiceAttributes = true },
            SendTimestamps = true,
            AddMetricSuffixes = false,
            WithoutScopeInfo = true,
        };
        await using ScrapePage page = await StartAsync(options);
        Resource resource = new() { Attributes = { Pair("service.name", "checkout"), Pair("service.instance.id", "i1"), Pair("zone", "a") } };
        await page.AddAsync(resource, Counter("visits", Point(1)));

        Assert.Equal(
            [
                "shop_target_info{cluster=\"eu\",instance=\"i1\",job=\"checkout\",zone=\"a\"} 1 1772600767000",
                "shop_visits{cluster=\"eu\",instance=\"i1\",job=\"checkout\",zone=\"a\"} 1 1772600767000",
            ],
            await page.SamplesAsync());
    }

    [Fact]
    public async Task Page_NoPointForLongerThanTheExpiration_DoesNotShowTheSeries()
    {
        await using ScrapePage page = await StartAsync();
        await page.AddAsync(Gauge("kept", Point(1)), Gauge("gone", Point(1)));
        page.Time.Advance(TimeSpan.FromMinutes(4));
        await page.AddAsync(Gauge("kept", Point(2, at: 1)));
        page.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["kept 2"], await page.SamplesAsync());
        Assert.Equal("", (await page.TextAsync()).Split('\n').FirstOrDefault(line => line.Contains("gone", StringComparison.Ordinal)) ?? "");
    }

    [Fact]
    public async Task Page_OlderPoint_IsCountedAndNotShown()
    {
        await using ScrapePage page = await StartAsync();
        await page.AddAsync(Gauge("temperature", Point(20, at: 10)));

        Outcome outcome = await page.AddAsync(Gauge("temperature", Point(19, at: 5)));

        Assert.Equal((OutcomeKind.PartlyAccepted, 1), (outcome.Kind, outcome.RejectedItems));
        Assert.Equal(["temperature 20"], await page.SamplesAsync());
        Assert.Equal(1, page.Settings.Metrics.Sum("otlpgateway_prometheus_exporter_dropped_points", "reason=older"));
    }

    [Fact]
    public async Task Page_TwoTypesOfOneName_ShowsTheFirst()
    {
        await using ScrapePage page = await StartAsync();

        Outcome outcome = await page.AddAsync(Gauge("latency", Point(1)), new Metric { Name = "latency", Histogram = Histogram([1], [1, 1]) });

        Assert.Equal(OutcomeKind.PartlyAccepted, outcome.Kind);
        Assert.Equal(["latency 1"], await page.SamplesAsync());
        Assert.Equal(1, page.Settings.Metrics.Sum("otlpgateway_prometheus_exporter_dropped_points", "reason=type_conflict"));
    }

    [Fact]
    public async Task Page_MoreSeriesThanAllowed_DropsNewOnesAndKeepsTheOthers()
    {
        await using ScrapePage page = await StartAsync(new PrometheusExporterOptions { MaxSeries = 2, WithoutScopeInfo = true });
        await page.AddAsync(Gauge("g", Point(1, 0, Pair("n", "1")), Point(1, 0, Pair("n", "2"))));

        Outcome outcome = await page.AddAsync(Gauge("g", Point(2, 1, Pair("n", "3")), Point(2, 1, Pair("n", "2"))));

        Assert.Equal((OutcomeKind.PartlyAccepted, Reasons.MemoryLimit), (outcome.Kind, outcome.Reason));
        Assert.Equal(["g{n=\"1\"} 1", "g{n=\"2\"} 2"], await page.SamplesAsync());
        Assert.Equal(1, page.Settings.Metrics.Sum("otlpgateway_prometheus_exporter_dropped_points", "reason=max_series"));
    }

    [Fact]
    public async Task Page_NoRecordedValue_EndsTheSeriesAndMakesRoom()
    {
        await using ScrapePage page = await StartAsync(new PrometheusExporterOptions { MaxSeries = 1, WithoutScopeInfo = true });
        await page.AddAsync(Gauge("g", Point(1)));
        await page.AddAsync(Gauge("g", new NumberDataPoint { TimeUnixNano = At(1), Flags = 1 }));

        Assert.Empty(await page.SamplesAsync());
        await page.AddAsync(Gauge("h", Point(1)));
        Assert.Equal(["h 1"], await page.SamplesAsync());
    }

    [Fact]
    public async Task Page_HistogramWithOtherBounds_IsReplacedAsAWhole()
    {
        await using ScrapePage page = await StartAsync();
        await page.AddAsync(new Metric { Name = "h", Histogram = Histogram([1, 2, 3], [1, 1, 1, 1]) });
        HistogramDataPoint next = HistogramPoint([5], [7, 1]);
        next.TimeUnixNano = At(1);
        await page.AddAsync(new Metric { Name = "h", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { next } } });

        Assert.Equal(["h_bucket{le=\"+Inf\"} 8", "h_bucket{le=\"5\"} 7", "h_count 8", "h_sum 4.25"], (await page.SamplesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_DeltaSums_AreAddedUp()
    {
        await using ScrapePage page = await StartAsync();
        for (int i = 0; i < 3; i++)
        {
            NumberDataPoint point = new() { AsInt = 5, StartTimeUnixNano = At(i * 1000), TimeUnixNano = At((i + 1) * 1000) };
            Sum sum = new() { IsMonotonic = true, AggregationTemporality = AggregationTemporality.Delta, DataPoints = { point } };
            await page.AddAsync(new Metric { Name = "jobs", Sum = sum });
        }

        Assert.Equal(["jobs_total 15"], await page.SamplesAsync());
    }

    [Fact]
    public async Task Page_ExponentialHistogram_IsCountSumAndOneBucket()
    {
        await using ScrapePage page = await StartAsync();
        ExponentialHistogramDataPoint point = new()
        {
            TimeUnixNano = At(0),
            Count = 5,
            Sum = 12.5,
            ZeroCount = 1,
            Scale = 2,
            Positive = new() { Offset = 1, BucketCounts = { 3, 1 } },
        };
        await page.AddAsync(new Metric
        {
            Name = "e",
            ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { point } },
        });

        Assert.Equal(["e_bucket{le=\"+Inf\"} 5", "e_count 5", "e_sum 12.5"], (await page.SamplesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Http_OtherPathsMethodsAndEncodings()
    {
        await using ScrapePage page = await StartAsync();
        await page.AddAsync(AllKinds());

        using HttpResponseMessage missing = await page.AskAsync(HttpMethod.Get, "/other");
        using HttpResponseMessage post = await page.AskAsync(HttpMethod.Post, "/metrics");
        using HttpResponseMessage head = await page.AskAsync(HttpMethod.Head, "/metrics");
        using HttpResponseMessage zipped = await page.AskAsync(HttpMethod.Get, "/metrics", encoding: "gzip");
        using HttpResponseMessage refused = await page.AskAsync(HttpMethod.Get, "/metrics", encoding: "gzip;q=0");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed), (missing.StatusCode, post.StatusCode));
        Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync(Token)).Length));
        Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
        using StreamReader plain = new(new GZipStream(await zipped.Content.ReadAsStreamAsync(Token), CompressionMode.Decompress));
        Assert.Equal(await page.TextAsync(), await plain.ReadToEndAsync(Token));
        Assert.Empty(refused.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Consume_CancelledOrStopped_IsAnOutcome()
    {
        await using ScrapePage page = await StartAsync();
        BatchFactory batches = new();
        using TelemetryBatch batch = batches.Make(Signal.Metrics, 1);

        Assert.Equal(OutcomeKind.Cancelled, (await page.Exporter.ConsumeAsync(batch, new CancellationToken(canceled: true))).Kind);
        await page.Exporter.StopAsync(Token);
        await page.Exporter.StopAsync(Token);
        Assert.Equal(OutcomeKind.Retry, (await page.Exporter.ConsumeAsync(batch, Token)).Kind);
    }

    [Fact]
    public async Task Start_PortInUse_SaysSo()
    {
        await using ScrapePage page = await StartAsync();
        PrometheusExporterOptions options = new();
        options.Server.Endpoint = $"127.0.0.1:{page.Exporter.Port}";
        await using PrometheusExporter second = new(page.Settings.For("prometheus", "second"), options);

        ComponentStartException refused = await Assert.ThrowsAsync<ComponentStartException>(() => second.StartAsync(Token));

        Assert.Contains("exporters::prometheus/second::endpoint", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_SameSeriesAgain_AllocatesNothingPerPoint()
    {
        await using ScrapePage page = await StartAsync();
        long few = await AllocatedAsync(page, "few", 100);
        long many = await AllocatedAsync(page, "many", 1000);

        Assert.InRange(many, 1, few + 512);
    }

    private static async Task<long> AllocatedAsync(ScrapePage page, string name, int points)
    {
        Metric metric = Counter(name, [.. Enumerable.Range(0, points).Select(number => Point(number, 0, Pair("n", number.ToString(System.Globalization.CultureInfo.InvariantCulture))))]);
        OpenTelemetry.Proto.Collector.Metrics.V1.ExportMetricsServiceRequest request = new() { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { metric } } } } } };
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, Wire.Buffers.PooledBuffer.CopyOf(request.ToByteArray()), points, ClientContext.None);
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<Outcome> outcome = page.Exporter.ConsumeAsync(batch, Token);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True((await outcome).IsSuccess);
        }

        return allocated;
    }

    private static Metric[] AllKinds()
    {
        NumberDataPoint visits = Point(42, 0, Pair("user", "a\"b\nc"));
        visits.Exemplars.Add(new Exemplar { AsInt = 1, TimeUnixNano = At(-500), TraceId = ByteString.CopyFrom([.. Enumerable.Range(1, 16).Select(n => (byte)n)]) });
        Metric doors = Gauge("open.doors", Point(2.5, 0, Pair("floor", "1")));
        doors.Description = "Doors that \\ stand";
        Metric requests = new() { Name = "request", Unit = "s", Histogram = Histogram([0.5, 1], [3, 2, 1]) };
        SummaryDataPoint rpc = new() { TimeUnixNano = At(0), Count = 2, Sum = 20, QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 7 } } };
        return [Counter("visits", visits), doors, requests, new Metric { Name = "rpc", Summary = new Summary { DataPoints = { rpc } } }];
    }

    private static Histogram Histogram(double[] bounds, ulong[] counts) =>
        new() { AggregationTemporality = AggregationTemporality.Cumulative, DataPoints = { HistogramPoint(bounds, counts) } };

    private static HistogramDataPoint HistogramPoint(double[] bounds, ulong[] counts) => new()
    {
        TimeUnixNano = At(0),
        Count = (ulong)counts.Sum(count => (long)count),
        Sum = 4.25,
        ExplicitBounds = { bounds },
        BucketCounts = { counts },
    };
}
