// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Wire.Json.SchemaFields;

namespace OtlpGateway.Wire.Json;

/// <summary>opentelemetry.proto.trace.v1.</summary>
internal static class TraceSchema
{
    public static readonly MessageSchema Request;

    static TraceSchema()
    {
        MessageSchema status = new MessageSchema().Define(
            Text(2, "message"),
            Enum(3, "code", Names("STATUS_CODE_", "UNSET", "OK", "ERROR")));
        MessageSchema spanEvent = new MessageSchema().Define(
            Time(1, "timeUnixNano"),
            Text(2, "name"),
            Many(3, "attributes", CommonSchema.KeyValue),
            Count(4, "droppedAttributesCount"));
        MessageSchema link = new MessageSchema().Define(
            Id(1, "traceId"),
            Id(2, "spanId"),
            Text(3, "traceState"),
            Many(4, "attributes", CommonSchema.KeyValue),
            Count(5, "droppedAttributesCount"),
            Scalar(6, "flags", FieldKind.Fixed32));
        MessageSchema span = new MessageSchema().Define(
            Id(1, "traceId"),
            Id(2, "spanId"),
            Text(3, "traceState"),
            Id(4, "parentSpanId"),
            Scalar(16, "flags", FieldKind.Fixed32),
            Text(5, "name"),
            Enum(6, "kind", Names("SPAN_KIND_", "UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")),
            Time(7, "startTimeUnixNano"),
            Time(8, "endTimeUnixNano"),
            Many(9, "attributes", CommonSchema.KeyValue),
            Count(10, "droppedAttributesCount"),
            Many(11, "events", spanEvent, lengthGuess: 128),
            Count(12, "droppedEventsCount"),
            Many(13, "links", link),
            Count(14, "droppedLinksCount"),
            One(15, "status", status, always: true));
        Request = CommonSchema.Request("resourceSpans", "scopeSpans", "spans", span);
    }
}
