// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>What is known of an output series. In snapshots, but for the last three: the numbers never change.</summary>
[Flags]
internal enum SeriesFlags : byte
{
    None = 0,

    /// <summary>A value that is no integer went into it.</summary>
    HasDouble = 1,

    /// <summary>It takes what found no place of its own.</summary>
    IsOverflow = 2,

    /// <summary>A point without a sum went into it: then there is none.</summary>
    LacksSum = 4,

    LacksMin = 8,

    LacksMax = 16,

    /// <summary>Some stream of it is alive; true only while output is written.</summary>
    IsLive = 32,

    /// <summary>It was written with a value, and no marker has ended it since.</summary>
    IsShown = 64,

    /// <summary>The last output has a marker that ended it.</summary>
    IsMarked = 128,
}
