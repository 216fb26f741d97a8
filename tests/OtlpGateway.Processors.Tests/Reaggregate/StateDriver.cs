// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate;

/// <summary>A state with a clock in whole seconds behind its first run, fed with messages and read as messages.</summary>
internal sealed class StateDriver
{
    public const ulong Second = 1_000_000_000;

    /// <summary>When the group first ran.</summary>
    public const ulong Epoch = 1_800_000_000 * Second;

    private readonly ReaggregateSettings _settings;

    public StateDriver(ReaggregateSettings? settings = null, ReaggregateState? state = null)
    {
        _settings = settings ?? new ReaggregateSettings();
        State = state ?? new ReaggregateState(_settings, Epoch);
    }

    public ReaggregateState State { get; private set; }

    /// <summary>When what is ingested arrives, in seconds since the first run.</summary>
    public double Now { get; set; } = 1;

    public static ulong At(double seconds) => (ulong)((long)Epoch + (long)(seconds * Second));

    public static ExportMetricsServiceRequest Request(Metric metric, string instance = "a") => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics
            {
                Resource = new OpenTelemetry.Proto.Resource.V1.Resource { Attributes = { Label("service.name", "shop"), Label("service.instance.id", instance) } },
                ScopeMetrics = { new ScopeMetrics { Scope = new InstrumentationScope { Name = "tests", Version = "1" }, Metrics = { metric } } },
            },
        },
    };

    public static KeyValue Label(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    /// <summary>The stamp of the stream with this number.</summary>
    public static KeyValue Stamp(int stream)
    {
        byte[] value = new byte[16];
        BitConverter.TryWriteBytes(value, stream + 1);
        return new KeyValue { Key = "otlpgateway.stream", Value = new AnyValue { BytesValue = ByteString.CopyFrom(value) } };
    }

    public static Metric Sum(AggregationTemporality temporality, bool monotonic, params NumberDataPoint[] points) => new()
    {
        Name = "requests",
        Unit = "1",
        Sum = new Sum { AggregationTemporality = temporality, IsMonotonic = monotonic, DataPoints = { points } },
    };

    public static Metric Counter(params NumberDataPoint[] points) => Sum(AggregationTemporality.Cumulative, true, points);

    public static Metric Deltas(params NumberDataPoint[] points) => Sum(AggregationTemporality.Delta, true, points);

    public static Metric Gauge(params NumberDataPoint[] points) => new() { Name = "level", Gauge = new Gauge { DataPoints = { points } } };

    public static NumberDataPoint Point(int stream, double start, double time, long value) => new()
    {
        StartTimeUnixNano = At(start),
        TimeUnixNano = At(time),
        AsInt = value,
        Attributes = { Label("env", "prod"), Stamp(stream) },
    };

    public static NumberDataPoint Point(int stream, double start, double time, double value)
    {
        NumberDataPoint point = Point(stream, start, time, 0L);
        point.AsDouble = value;
        return point;
    }

    public static Metric Histogram(AggregationTemporality temporality, params HistogramDataPoint[] points) => new()
    {
        Name = "latency",
        Histogram = new Histogram { AggregationTemporality = temporality, DataPoints = { points } },
    };

    public static HistogramDataPoint Buckets(int stream, double start, double time, double[] bounds, params ulong[] counts) => new()
    {
        StartTimeUnixNano = At(start),
        TimeUnixNano = At(time),
        Count = counts.Aggregate(0UL, (sum, count) => sum + count),
        Sum = counts.Aggregate(0UL, (sum, count) => sum + count) / 4.0,
        ExplicitBounds = { bounds },
        BucketCounts = { counts },
        Attributes = { Label("env", "prod"), Stamp(stream) },
    };

    public static Metric Exponential(AggregationTemporality temporality, params ExponentialHistogramDataPoint[] points) => new()
    {
        Name = "latency",
        ExponentialHistogram = new ExponentialHistogram { AggregationTemporality = temporality, DataPoints = { points } },
    };

    public static ExponentialHistogramDataPoint Scaled(int stream, double start, double time, int scale, int offset, params ulong[] counts) => new()
    {
        StartTimeUnixNano = At(start),
        TimeUnixNano = At(time),
        Count = counts.Aggregate(0UL, (sum, count) => sum + count),
        Sum = counts.Aggregate(0UL, (sum, count) => sum + count) / 4.0,
        Scale = scale,
        Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = offset, BucketCounts = { counts } },
        Attributes = { Label("env", "prod"), Stamp(stream) },
    };

    public void Ingest(Metric metric, string instance = "a") => Ingest(Request(metric, instance));

    public void Ingest(ExportMetricsServiceRequest request)
    {
        byte[] bytes = request.ToByteArray();
        EdgeResult check = OtlpEdge.Check(Signal.Metrics, bytes, EdgeLimits.Default);
        Assert.Equal(WireFault.None, check.Fault);
        State.Ingest(bytes, At(Now));
    }

    /// <summary>What comes out now; it passes the edge.</summary>
    public ExportMetricsServiceRequest Emit()
    {
        using ProtobufWriter writer = new();
        State.Advance(At(Now));
        int points = State.Emit(At(Now), writer);
        EdgeResult check = OtlpEdge.Check(Signal.Metrics, writer.WrittenSpan, EdgeLimits.Default);
        Assert.Equal((WireFault.None, 0, points), (check.Fault, check.RejectedItems, check.ItemCount));
        return ExportMetricsServiceRequest.Parser.ParseFrom(writer.WrittenSpan);
    }

    /// <summary>The one metric that comes out now.</summary>
    public Metric EmitMetric() => Assert.Single(Assert.Single(Assert.Single(Emit().ResourceMetrics).ScopeMetrics).Metrics);

    /// <summary>The one point of the one sum or gauge that comes out now.</summary>
    public NumberDataPoint EmitPoint()
    {
        Metric metric = EmitMetric();
        return Assert.Single(metric.DataCase == Metric.DataOneofCase.Sum ? metric.Sum.DataPoints : metric.Gauge.DataPoints);
    }

    public byte[] Snapshot()
    {
        using ProtobufWriter writer = new();
        State.Snapshot(writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Goes on as another process would.</summary>
    public void Restart() => State = ReaggregateState.Restore(Snapshot(), _settings);
}
