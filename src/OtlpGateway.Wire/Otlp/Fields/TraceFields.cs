// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of trace.proto.</summary>
public static class TraceFields
{
    /// <summary>Field numbers of TracesData.</summary>
    public static class TracesData
    {
        public const int ResourceSpans = 1;
    }

    /// <summary>Field numbers of ResourceSpans.</summary>
    public static class ResourceSpans
    {
        public const int Resource = 1;
        public const int ScopeSpans = 2;
        public const int SchemaUrl = 3;

        /// <summary>The scopes under their former name, versions 0.15 to 0.18.</summary>
        public const int Legacy = 1000;
    }

    /// <summary>Field numbers of ScopeSpans.</summary>
    public static class ScopeSpans
    {
        public const int Scope = 1;
        public const int Spans = 2;
        public const int SchemaUrl = 3;
    }

    /// <summary>Field numbers of Span.</summary>
    public static class Span
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
        public const int TraceState = 3;
        public const int ParentSpanId = 4;
        public const int Name = 5;
        public const int Kind = 6;
        public const int StartTimeUnixNano = 7;
        public const int EndTimeUnixNano = 8;
        public const int Attributes = 9;
        public const int DroppedAttributesCount = 10;
        public const int Events = 11;
        public const int DroppedEventsCount = 12;
        public const int Links = 13;
        public const int DroppedLinksCount = 14;
        public const int Status = 15;
        public const int Flags = 16;
    }

    /// <summary>Field numbers of Span.Event.</summary>
    public static class Event
    {
        public const int TimeUnixNano = 1;
        public const int Name = 2;
        public const int Attributes = 3;
        public const int DroppedAttributesCount = 4;
    }

    /// <summary>Field numbers of Span.Link.</summary>
    public static class Link
    {
        public const int TraceId = 1;
        public const int SpanId = 2;
        public const int TraceState = 3;
        public const int Attributes = 4;
        public const int DroppedAttributesCount = 5;
        public const int Flags = 6;
    }

    /// <summary>Field numbers of Status.</summary>
    public static class Status
    {
        public const int Message = 2;
        public const int Code = 3;
    }
}
