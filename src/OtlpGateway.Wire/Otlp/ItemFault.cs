// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>Why one span or data point is rejected although its bytes are well-formed. A bounded set: fit for a metric label.</summary>
public enum ItemFault : byte
{
    None = 0,

    /// <summary>A span's trace_id is absent, not 16 bytes, or all zero.</summary>
    InvalidTraceId,

    /// <summary>A span's span_id is absent, not 8 bytes, or all zero.</summary>
    InvalidSpanId,

    /// <summary>A span's parent_span_id is neither empty nor 8 bytes.</summary>
    InvalidParentSpanId,

    /// <summary>The metric has no name.</summary>
    MissingMetricName,

    /// <summary>A sum or histogram is neither delta nor cumulative.</summary>
    UnknownTemporality,

    /// <summary>A data point's time is absent or 0.</summary>
    MissingTime,

    /// <summary>A time lies beyond what a signed 64-bit number of nanoseconds holds (year 2262).</summary>
    TimeOutOfRange,

    /// <summary>A data point starts after its own time.</summary>
    StartAfterTime,

    /// <summary>A number data point has no value and is not flagged as having none.</summary>
    MissingValue,

    /// <summary>A count exceeds a signed 64-bit number.</summary>
    CountOutOfRange,

    /// <summary>More buckets than the limit.</summary>
    TooManyBuckets,

    /// <summary>There is not one more bucket than there are bounds.</summary>
    BucketsDoNotMatchBounds,

    /// <summary>The bounds are not strictly increasing numbers.</summary>
    BoundsNotIncreasing,

    /// <summary>The buckets do not add up to the count.</summary>
    BucketsDoNotMatchCount,

    /// <summary>An exponential histogram is coarser than scale -4.</summary>
    ScaleTooCoarse,

    /// <summary>A bucket index that no double can fall into at any scale.</summary>
    BucketIndexOutOfRange,

    /// <summary>The zero threshold is negative or not a number.</summary>
    InvalidZeroThreshold,
}
