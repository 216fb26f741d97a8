// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>Requests with one point of each of many stamped streams, which can be made newer again and again.</summary>
internal sealed class MergeRequests
{
    public const ulong FirstRun = 1_800_000_000_000_000_000;

    private const ulong Second = 1_000_000_000;

    /// <summary>Stands where a time is to be written; nothing else looks like it.</summary>
    private const ulong TimeMark = 0xA1B2C3D4E5F60718;

    private const int Buckets = 16;

    private readonly List<int[]> _times = [];

    public MergeRequests(MetricKind kind, int streams, int series, int pointsPerRequest)
    {
        using ProtobufWriter writer = new(1 << 20);
        for (int first = 0; first < streams; first += pointsPerRequest)
        {
            writer.Clear();
            Write(kind, first, Math.Min(pointsPerRequest, streams - first), series, writer);
            byte[] request = writer.WrittenSpan.ToArray();
            Requests.Add(request);
            _times.Add([.. TimesIn(request)]);
            Bytes += request.Length;
        }
    }

    public List<byte[]> Requests { get; } = [];

    public long Bytes { get; }

    public ulong Now { get; private set; } = FirstRun + (10 * Second);

    /// <summary>All points are newer by a second, and of the same values.</summary>
    public void Advance()
    {
        Now += Second;
        for (int i = 0; i < Requests.Count; i++)
        {
            foreach (int at in _times[i])
            {
                BinaryPrimitives.WriteUInt64LittleEndian(Requests[i].AsSpan(at), Now);
            }
        }
    }

    private static void Write(MetricKind kind, int first, int count, int series, ProtobufWriter writer)
    {
        int resource = writer.BeginMessage(MetricsServiceFields.ExportMetricsServiceRequest.ResourceMetrics, 1 << 15);
        int attributes = writer.BeginMessage(MetricsFields.ResourceMetrics.Resource);
        WriteAttribute(ResourceFields.Resource.Attributes, "service.name", "checkout", writer);
        writer.EndMessage(attributes);
        int scope = writer.BeginMessage(MetricsFields.ResourceMetrics.ScopeMetrics, 1 << 15);
        int metric = writer.BeginMessage(MetricsFields.ScopeMetrics.Metrics, 1 << 15);
        writer.WriteStringField(MetricsFields.Metric.Name, "http.server.requests");
        int data = writer.BeginMessage((int)kind, 1 << 15);
        for (int stream = first; stream < first + count; stream++)
        {
            WritePoint(kind, stream, series, writer);
        }

        if (kind != MetricKind.Gauge)
        {
            writer.WriteVarintField(MetricsFields.Sum.AggregationTemporality, (ulong)Temporality.Cumulative);
        }

        if (kind == MetricKind.Sum)
        {
            writer.WriteBoolField(MetricsFields.Sum.IsMonotonic, true);
        }

        writer.EndMessage(data);
        writer.EndMessage(metric);
        writer.EndMessage(scope);
        writer.EndMessage(resource);
    }

    private static void WritePoint(MetricKind kind, int stream, int series, ProtobufWriter writer)
    {
        int point = writer.BeginMessage(MetricsFields.Sum.DataPoints, 120);
        int field = kind == MetricKind.Histogram ? MetricsFields.HistogramDataPoint.Attributes : MetricsFields.NumberDataPoint.Attributes;
        WriteAttribute(field, "env", "prod", writer);
        WriteAttribute(field, "http.route", $"/api/v1/resource/{stream % series}", writer);
        WriteStamp(field, stream, writer);
        writer.WriteFixed64Field(MetricsFields.NumberDataPoint.StartTimeUnixNano, FirstRun + Second);
        writer.WriteFixed64Field(MetricsFields.NumberDataPoint.TimeUnixNano, TimeMark);
        if (kind == MetricKind.Histogram)
        {
            WriteBuckets(writer);
        }
        else
        {
            writer.WriteFixed64Field(MetricsFields.NumberDataPoint.AsInt, (ulong)stream);
        }

        writer.EndMessage(point);
    }

    private static void WriteBuckets(ProtobufWriter writer)
    {
        writer.WriteFixed64Field(MetricsFields.HistogramDataPoint.Count, Buckets);
        writer.WriteDoubleField(MetricsFields.HistogramDataPoint.Sum, Buckets);
        writer.WriteTag(MetricsFields.HistogramDataPoint.BucketCounts, WireType.Length);
        writer.WriteVarint(Buckets * sizeof(ulong));
        for (int i = 0; i < Buckets; i++)
        {
            writer.WriteFixed64(1);
        }

        writer.WriteTag(MetricsFields.HistogramDataPoint.ExplicitBounds, WireType.Length);
        writer.WriteVarint((Buckets - 1) * sizeof(double));
        for (int i = 1; i < Buckets; i++)
        {
            writer.WriteFixed64(BitConverter.DoubleToUInt64Bits(i * 5));
        }
    }

    private static void WriteAttribute(int field, string key, string value, ProtobufWriter writer)
    {
        int attribute = writer.BeginMessage(field);
        writer.WriteStringField(CommonFields.KeyValue.Key, key);
        int any = writer.BeginMessage(CommonFields.KeyValue.Value);
        writer.WriteStringField(CommonFields.AnyValue.StringValue, value);
        writer.EndMessage(any);
        writer.EndMessage(attribute);
    }

    private static void WriteStamp(int field, int stream, ProtobufWriter writer)
    {
        Span<byte> stamp = stackalloc byte[StreamStamp.Size];
        BinaryPrimitives.WriteUInt128LittleEndian(stamp, UInt128.MaxValue / 3 * (uint)(stream + 1));
        int attribute = writer.BeginMessage(field);
        writer.WriteBytesField(CommonFields.KeyValue.Key, StreamStamp.Key);
        int any = writer.BeginMessage(CommonFields.KeyValue.Value);
        writer.WriteBytesField(CommonFields.AnyValue.BytesValue, stamp);
        writer.EndMessage(any);
        writer.EndMessage(attribute);
    }

    private static List<int> TimesIn(byte[] request)
    {
        Span<byte> mark = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(mark, TimeMark);
        List<int> times = [];
        for (int at = request.AsSpan().IndexOf(mark); at >= 0;)
        {
            times.Add(at);
            int next = request.AsSpan(at + sizeof(ulong)).IndexOf(mark);
            at = next < 0 ? -1 : at + sizeof(ulong) + next;
        }

        return times;
    }
}
