// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Translation;

/// <summary>Why a data point has no series.</summary>
public enum PointFault : byte
{
    /// <summary>Nothing is left of the metric's name, or an attribute's key makes no label.</summary>
    InvalidName,

    /// <summary>No time, no value, a histogram that contradicts itself, or a delta that nothing can be added to.</summary>
    InvalidPoint,

    /// <summary>The point is older than what is sent.</summary>
    TooOld,

    /// <summary>The point lies further ahead of our clock than what is sent.</summary>
    InFuture,

    /// <summary>The temporality is not given, or the metric has no data.</summary>
    NoTemporality,

    /// <summary>An exponential histogram that is coarser than native ones, or whose buckets lie outside their range.</summary>
    OutOfScale,

    /// <summary>An exponential histogram where native ones are not wanted.</summary>
    NativeHistogram,

    /// <summary>A delta from before what was added already.</summary>
    LateDelta,

    /// <summary>A delta of a new stream where there are too many.</summary>
    TooManyDeltaStreams,
}
