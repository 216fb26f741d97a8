// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Telemetry;
using Xunit;

namespace OtlpGateway.Tests.Telemetry;

/// <remarks>Every listener sees every meter of the process, so these tests share no metric names.</remarks>
public sealed class MetricStoreTests
{
    private static readonly KeyValuePair<string, string>[] Resource =
        [new("service.name", "otlp-gateway"), new("service.version", "1.2.3"), new("service.instance.id", "i-1")];

    [Fact]
    public void Write_CounterWithLabels_ServesNameLiterallyWithoutTotal()
    {
        using var meter = new Meter(GatewayMeter.Name);
        using var store = new MetricStore(MetricsLevel.Normal);
        Counter<long> counter = meter.CreateCounter<long>("otelcol_receiver_accepted_spans_a", "{spans}", "Spans taken");
        counter.Add(3, new("receiver", "otlp"), new KeyValuePair<string, object?>("transport", "grpc"));
        counter.Add(4, new("transport", "grpc"), new KeyValuePair<string, object?>("receiver", "otlp"));

        string text = Text(store);

        Assert.Contains(
            """
            # HELP otelcol_receiver_accepted_spans_a Spans taken
            # TYPE otelcol_receiver_accepted_spans_a counter
            otelcol_receiver_accepted_spans_a{receiver="otlp",transport="grpc"} 7

            """.ReplaceLineEndings("\n"),
            text);
        Assert.Contains("target_info{service_name=\"otlp-gateway\",service_version=\"1.2.3\",service_instance_id=\"i-1\"} 1\n", text);
        Assert.Contains("promhttp_metric_handler_errors_total{cause=\"gathering\"} 0\n", text);
    }

    [Fact]
    public void Write_WithSuffixesAndConstantLabels_AddsThem()
    {
        using var meter = new Meter(GatewayMeter.Name);
        using var store = new MetricStore(MetricsLevel.Normal);
        meter.CreateCounter<double>("suffixed_time", "s").Add(1.5);
        var options = new PrometheusReaderOptions
        {
            WithoutUnits = false,
            WithoutTypeSuffix = false,
            WithResourceConstantLabels = new() { Included = ["service.*"], Excluded = ["service.version"] },
        };

        Assert.Contains(
            "suffixed_time_seconds_total{service_name=\"otlp-gateway\",service_instance_id=\"i-1\"} 1.5\n",
            Text(store, options));
    }

    [Fact]
    public void Write_Histogram_CumulatesBucketsOfTheInstrument()
    {
        using var meter = new Meter(GatewayMeter.Name);
        using var store = new MetricStore(MetricsLevel.Normal);
        Histogram<double> histogram = meter.CreateHistogram(
            "insert_time", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
        foreach (double value in new[] { 0.25, 0.5, 1, 8 })
        {
            histogram.Record(value, new KeyValuePair<string, object?>("table", "otel_traces"));
        }

        Assert.Contains(
            """
            # TYPE insert_time histogram
            insert_time_bucket{table="otel_traces",le="0.5"} 2
            insert_time_bucket{table="otel_traces",le="2"} 3
            insert_time_bucket{table="otel_traces",le="+Inf"} 4
            insert_time_sum{table="otel_traces"} 9.75
            insert_time_count{table="otel_traces"} 4

            """.ReplaceLineEndings("\n"),
            Text(store));
    }

    [Fact]
    public void Write_LabelValueWithQuotesNewlineBackslash_Escapes()
    {
        using var meter = new Meter(GatewayMeter.Name);
        using var store = new MetricStore(MetricsLevel.Normal);
        meter.CreateUpDownCounter<long>("escaped").Add(-2, new KeyValuePair<string, object?>("a.b", "q\" n\n s\\"));

        Assert.Contains("# TYPE escaped gauge\nescaped{a_b=\"q\\\" n\\n s\\\\\"} -2\n", Text(store));
    }

    [Fact]
    public void Write_AfterObservableIsGone_LeavesItsSeriesOut()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using var staying = new Meter(GatewayMeter.Name);
        staying.CreateObservableGauge("queue_length", () => new Measurement<long>(5, new KeyValuePair<string, object?>("exporter", "a")));
        using (var leaving = new Meter(GatewayMeter.Name))
        {
            leaving.CreateObservableGauge("queue_length", () => new Measurement<long>(9, new KeyValuePair<string, object?>("exporter", "b")));
            Assert.Contains("queue_length{exporter=\"b\"} 9\n", Text(store));
        }

        string text = Text(store);
        Assert.Contains("queue_length{exporter=\"a\"} 5\n", text);
        Assert.DoesNotContain("exporter=\"b\"", text);
    }

    [Fact]
    public void Write_CounterOfNextMeter_GoesOn()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using (var first = new Meter(GatewayMeter.Name))
        {
            first.CreateCounter<long>("goes_on").Add(2);
        }

        using var second = new Meter(GatewayMeter.Name);
        second.CreateCounter<long>("goes_on").Add(3);

        Assert.Contains("goes_on 5\n", Text(store));
    }

    [Fact]
    public void Write_ObservableThatThrows_ServesTheOthersAndCounts()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using var meter = new Meter(GatewayMeter.Name);
        meter.CreateObservableGauge("throws", new Func<long>(() => throw new InvalidOperationException("broken")));
        meter.CreateObservableGauge("does_not_throw", () => 1L);

        string text = Text(store);

        Assert.Contains("does_not_throw 1\n", text);
        Assert.Contains("promhttp_metric_handler_errors_total{cause=\"gathering\"} 1\n", text);
    }

    [Theory]
    [InlineData("otelcol_processor_batch_batch_send_size", "none", false)]
    [InlineData("otelcol_processor_batch_batch_send_size", "basic", false)]
    [InlineData("otelcol_processor_batch_batch_send_size", "normal", true)]
    [InlineData("otelcol_processor_batch_batch_send_size_bytes", "normal", false)]
    [InlineData("otelcol_processor_batch_batch_send_size_bytes", "detailed", true)]
    [InlineData("otelcol_processor_internal_duration", "normal", false)]
    [InlineData("otelcol_exporter_sent_spans", "basic", true)]
    public void Serves_ByLevel_AsTheCollector(string name, string level, bool served)
    {
        using var meter = new Meter(GatewayMeter.Name);

        Assert.Equal(served, new MetricViews(Enum.Parse<MetricsLevel>(level, ignoreCase: true)).Serves(meter.CreateCounter<long>(name)));
    }

    [Theory]
    [InlineData("normal", "otelcol_exporter_send_failed_z{exporter=\"otlp\"} 2\n")]
    [InlineData("detailed", "otelcol_exporter_send_failed_z{exporter=\"otlp\",error_type=\"Unavailable\"} 1\n")]
    public void Write_SendFailed_HasErrorTypeOnlyWhenDetailed(string level, string expected)
    {
        using var store = new MetricStore(Enum.Parse<MetricsLevel>(level, ignoreCase: true));
        using var meter = new Meter(GatewayMeter.Name);
        Counter<long> counter = meter.CreateCounter<long>("otelcol_exporter_send_failed_z");
        counter.Add(1, new("exporter", "otlp"), new KeyValuePair<string, object?>("error_type", "Unavailable"));
        counter.Add(1, new("exporter", "otlp"), new KeyValuePair<string, object?>("error_type", "Internal"));

        Assert.Contains(expected, Text(store));
    }

    [Fact]
    public void Record_MoreSeriesThanTheBound_AddsTheRestUpInOne()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using var meter = new Meter(GatewayMeter.Name);
        Counter<long> counter = meter.CreateCounter<long>("many_series");
        for (int i = 0; i < MetricFamily.MaxSeries + 50; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        string text = Text(store);
        Assert.Contains("many_series{otel_metric_overflow=\"true\"} 50\n", text);
        Assert.Equal(MetricFamily.MaxSeries + 1, text.Split('\n').Count(line => line.StartsWith("many_series{", StringComparison.Ordinal)));
    }

    [Fact]
    public void Record_FromManyThreads_LosesNothing()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using var meter = new Meter(GatewayMeter.Name);
        Counter<long> integers = meter.CreateCounter<long>("parallel_integers");
        Counter<double> reals = meter.CreateCounter<double>("parallel_reals");
        Parallel.For(0, 8, worker =>
        {
            for (int i = 0; i < 5000; i++)
            {
                integers.Add(1, new KeyValuePair<string, object?>("label", i % 10));
                reals.Add(0.5, new KeyValuePair<string, object?>("label", i % 10));
            }
        });

        string text = Text(store);
        for (int i = 0; i < 10; i++)
        {
            Assert.Contains($"parallel_integers{{label=\"{i}\"}} 4000\n", text);
            Assert.Contains($"parallel_reals{{label=\"{i}\"}} 2000\n", text);
        }
    }

    [Fact]
    public void Record_KnownSeries_AllocatesNothing()
    {
        using var store = new MetricStore(MetricsLevel.Normal);
        using var meter = new Meter(GatewayMeter.Name);
        Counter<long> counter = meter.CreateCounter<long>("otelcol_exporter_send_failed_frugal");
        Histogram<double> histogram = meter.CreateHistogram<double>("frugal_time", "s");
        var exporter = new KeyValuePair<string, object?>("exporter", "otlp");
        var error = new KeyValuePair<string, object?>("error_type", "Unavailable");
        void Round()
        {
            counter.Add(1, exporter, error);
            histogram.Record(0.25, exporter);
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Text(MetricStore store, PrometheusReaderOptions? options = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var endpoint = new MetricsEndpoint(store, options ?? new PrometheusReaderOptions { Port = 0 }, Resource, new StatusPages(), TimeProvider.System, NullLoggerFactory.Instance);
        endpoint.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
