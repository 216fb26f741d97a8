// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate;

/// <summary>Why a point was not merged. A bounded set: fit for a metric label.</summary>
public enum IgnoreReason : byte
{
    /// <summary>A point of the same stream and time was merged before.</summary>
    Duplicate,

    /// <summary>A later point of the same stream was merged before, and says all that this one says.</summary>
    OutOfOrder,

    /// <summary>The stream's producer began earlier than the one whose points come now: two producers write one stream.</summary>
    OlderStart,

    /// <summary>The point has no time.</summary>
    NoTime,

    /// <summary>The point has no value.</summary>
    NoValue,

    /// <summary>Not a number; or infinite, and to be added.</summary>
    NotFinite,

    /// <summary>A counter or a bucket went up by less than nothing.</summary>
    Negative,

    /// <summary>Neither delta nor cumulative.</summary>
    UnknownTemporality,

    /// <summary>Buckets and bounds do not belong together, or no number can fall into a bucket.</summary>
    BadBuckets,

    /// <summary>A cumulative point of a stream beyond the limit: without its last value nobody knows what it adds.</summary>
    StreamLimit,
}
