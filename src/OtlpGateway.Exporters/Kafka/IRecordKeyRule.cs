// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// How a request's items get their records' keys: items of one key go into one record. Asked in the order of the request's
/// bytes; it may remember what it was shown last. Not thread-safe: each walk over a request has its own.
/// </summary>
internal interface IRecordKeyRule
{
    /// <summary>A ResourceSpans, ResourceMetrics or ResourceLogs begins.</summary>
    void EnterResource(ReadOnlySpan<byte> resourceItems);

    /// <summary>A Metric begins.</summary>
    void EnterMetric(ReadOnlySpan<byte> metric);

    /// <summary>The key of a span, data point or log record, as a number; null when it has none.</summary>
    UInt128? KeyOf(ReadOnlySpan<byte> item);

    /// <summary>The key as it stands in the record.</summary>
    byte[] Format(UInt128 key);
}
