// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>What a span says beside its attributes, events and links.</summary>
internal struct SpanRow
{
    internal ulong StartTime;
    internal ulong EndTime;
    internal ByteRange TraceId;
    internal ByteRange SpanId;
    internal ByteRange ParentSpanId;
    internal ByteRange TraceState;
    internal ByteRange Name;
    internal ByteRange StatusMessage;
    internal uint Kind;
    internal uint StatusCode;
    internal int EventCount;
    internal int LinkCount;
}
