// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>What is known of a stream. In snapshots: the numbers never change.</summary>
[Flags]
internal enum StreamFlags : byte
{
    None = 0,

    /// <summary>A point without a recorded value said that the stream ended; the next point brings it back.</summary>
    Ended = 1,

    /// <summary>The last value is an integer.</summary>
    IsInteger = 2,

    /// <summary>Its points are cumulative: when it is forgotten, that it was counted must not be.</summary>
    IsCumulative = 4,

    /// <summary>The last point had a sum.</summary>
    HasSum = 8,
}
