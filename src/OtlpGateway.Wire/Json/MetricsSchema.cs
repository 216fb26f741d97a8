// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using static OtlpGateway.Wire.Json.SchemaFields;

namespace OtlpGateway.Wire.Json;

/// <summary>opentelemetry.proto.metrics.v1.</summary>
internal static class MetricsSchema
{
    public static readonly MessageSchema Request;

    private static readonly FrozenDictionary<string, int> TemporalityNames =
        Names("AGGREGATION_TEMPORALITY_", "UNSPECIFIED", "DELTA", "CUMULATIVE");

    private static readonly MessageSchema Exemplar = new MessageSchema().Define(
        Many(7, "filteredAttributes", CommonSchema.KeyValue),
        Time(2, "timeUnixNano"),
        Member(3, "asDouble", FieldKind.Double),
        Member(6, "asInt", FieldKind.SFixed64),
        Id(4, "spanId"),
        Id(5, "traceId"));

    static MetricsSchema()
    {
        MessageSchema numberPoint = NumberPoint();
        MessageSchema gauge = new MessageSchema().Define(Points(numberPoint));
        MessageSchema sum = new MessageSchema().Define(
            Points(numberPoint),
            Temporality(),
            Scalar(3, "isMonotonic", FieldKind.Bool));
        MessageSchema histogram = new MessageSchema().Define(Points(HistogramPoint()), Temporality());
        MessageSchema exponential = new MessageSchema().Define(Points(ExponentialPoint()), Temporality());
        MessageSchema summary = new MessageSchema().Define(Points(SummaryPoint()));
        MessageSchema metric = new MessageSchema().Define(
            Text(1, "name"),
            Text(2, "description"),
            Text(3, "unit"),
            Member(5, "gauge", FieldKind.Message, gauge),
            Member(7, "sum", FieldKind.Message, sum),
            Member(9, "histogram", FieldKind.Message, histogram),
            Member(10, "exponentialHistogram", FieldKind.Message, exponential),
            Member(11, "summary", FieldKind.Message, summary),
            Many(12, "metadata", CommonSchema.KeyValue));
        Request = CommonSchema.Request("resourceMetrics", "scopeMetrics", "metrics", metric);
    }

    private static JsonField Points(MessageSchema point) => Many(1, "dataPoints", point, lengthGuess: 128);

    private static JsonField Temporality() => Enum(2, "aggregationTemporality", TemporalityNames);

    private static MessageSchema NumberPoint() => new MessageSchema().Define(
        Many(7, "attributes", CommonSchema.KeyValue),
        Time(2, "startTimeUnixNano"),
        Time(3, "timeUnixNano"),
        Member(4, "asDouble", FieldKind.Double),
        Member(6, "asInt", FieldKind.SFixed64),
        Many(5, "exemplars", Exemplar),
        Count(8, "flags"));

    private static MessageSchema HistogramPoint() => new MessageSchema().Define(
        Many(9, "attributes", CommonSchema.KeyValue),
        Time(2, "startTimeUnixNano"),
        Time(3, "timeUnixNano"),
        Scalar(4, "count", FieldKind.Fixed64),
        Optional(5, "sum", FieldKind.Double),
        List(6, "bucketCounts", FieldKind.Fixed64),
        List(7, "explicitBounds", FieldKind.Double),
        Many(8, "exemplars", Exemplar),
        Count(10, "flags"),
        Optional(11, "min", FieldKind.Double),
        Optional(12, "max", FieldKind.Double));

    private static MessageSchema ExponentialPoint()
    {
        MessageSchema buckets = new MessageSchema().Define(
            Scalar(1, "offset", FieldKind.SInt32),
            List(2, "bucketCounts", FieldKind.UInt64));
        return new MessageSchema().Define(
            Many(1, "attributes", CommonSchema.KeyValue),
            Time(2, "startTimeUnixNano"),
            Time(3, "timeUnixNano"),
            Scalar(4, "count", FieldKind.Fixed64),
            Optional(5, "sum", FieldKind.Double),
            Scalar(6, "scale", FieldKind.SInt32),
            Scalar(7, "zeroCount", FieldKind.Fixed64),
            One(8, "positive", buckets, always: true),
            One(9, "negative", buckets, always: true),
            Count(10, "flags"),
            Many(11, "exemplars", Exemplar),
            Optional(12, "min", FieldKind.Double),
            Optional(13, "max", FieldKind.Double),
            Scalar(14, "zeroThreshold", FieldKind.Double));
    }

    private static MessageSchema SummaryPoint()
    {
        MessageSchema quantile = new MessageSchema().Define(
            Scalar(1, "quantile", FieldKind.Double),
            Scalar(2, "value", FieldKind.Double));
        return new MessageSchema().Define(
            Many(7, "attributes", CommonSchema.KeyValue),
            Time(2, "startTimeUnixNano"),
            Time(3, "timeUnixNano"),
            Scalar(4, "count", FieldKind.Fixed64),
            Scalar(5, "sum", FieldKind.Double),
            Many(6, "quantileValues", quantile),
            Count(8, "flags"));
    }
}
