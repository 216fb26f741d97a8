// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>What of a point is new.</summary>
internal enum PointChange : byte
{
    /// <summary>Nothing: it came before.</summary>
    Duplicate,

    /// <summary>Nothing: a later point came before.</summary>
    OutOfOrder,

    /// <summary>Nothing that could be told: another producer of the stream began later.</summary>
    OlderStart,

    /// <summary>Nothing: it says where counting begins.</summary>
    Baseline,

    /// <summary>All of it.</summary>
    Whole,

    /// <summary>All of it: its stream began anew.</summary>
    Reset,

    /// <summary>What it has more than the last point.</summary>
    Increment,
}
