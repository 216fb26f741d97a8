// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>How a table's TTL stands to the configured one.</summary>
public enum TimeToLiveState : byte
{
    /// <summary>Nothing is to be done.</summary>
    AsWanted = 1,

    /// <summary>It is another age, or one of the two has none: <c>migrate</c> changes it.</summary>
    Differs,

    /// <summary>It is more than an age; whoever wrote it has to change it.</summary>
    MadeByHand,

    /// <summary>The engine keeps no rows of its own, or the table has no time that we know.</summary>
    CannotHaveOne,
}
