// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>The times of a point.</summary>
/// <param name="Start">As sent; 0 when unknown.</param>
/// <param name="Time">As sent.</param>
/// <param name="LatestPlausible">Somewhat after the arrival: who says a later time has a wrong clock.</param>
internal readonly record struct PointInterval(ulong Start, ulong Time, ulong LatestPlausible)
{
    private const ulong MaxAheadNanos = 600_000_000_000;

    /// <summary>False where the start is not before the time: then the stream may have counted since any time.</summary>
    public bool IsStartKnown => Start != 0 && Start < Time;

    public static PointInterval Of(ulong start, ulong time, ulong arrival) => new(start, time, arrival + MaxAheadNanos);

    /// <summary>
    /// True when a clock that was far ahead is right again: the point is newer than the last one although its time is not.
    /// </summary>
    public bool IsClockSetBack(ulong lastTime) => lastTime > LatestPlausible && Time <= LatestPlausible;
}
