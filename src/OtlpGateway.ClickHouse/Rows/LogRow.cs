// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>What a log record says beside its body and its attributes.</summary>
internal struct LogRow
{
    internal ulong Time;
    internal ulong ObservedTime;
    internal ByteRange TraceId;
    internal ByteRange SpanId;
    internal ByteRange SeverityText;
    internal ByteRange EventName;
    internal uint Flags;
    internal uint SeverityNumber;

    /// <summary>When it happened, or else when it was observed, or else when it was received.</summary>
    internal readonly ulong Timestamp(ulong received) => Time != 0 ? Time : ObservedTime != 0 ? ObservedTime : received;
}
