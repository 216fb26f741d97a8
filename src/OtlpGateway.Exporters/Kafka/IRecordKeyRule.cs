// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// How a request's items get their records' keys: items of one key go into one record. Asked in the order of the request's
/// bytes; it may remember what it was shown last. Not thread-safe: each walk over a request has its own.
/// </summary>
internal interface IRecordKeyRule
{
    /// <summary>A ResourceSpans, ResourceMetrics or ResourceLogs begins.</summary>
    /// <param name="resourceItems">The message.</param>
    /// <param name="topic">Where its items go.</param>
    void EnterResource(ReadOnlySpan<byte> resourceItems, string topic);

    /// <summary>A Metric begins.</summary>
    void EnterMetric(ReadOnlySpan<byte> metric);

    /// <summary>The key of a span, data point or log record, as a number; null when it has none.</summary>
    UInt128? KeyOf(ReadOnlySpan<byte> item);

    /// <summary>The key as it stands in the record; null where the record has none.</summary>
    byte[]? Format(UInt128 key);

    /// <summary>The partition that records of a key go to; null where the log chooses.</summary>
    int? PartitionOf(UInt128 key) => null;
}
