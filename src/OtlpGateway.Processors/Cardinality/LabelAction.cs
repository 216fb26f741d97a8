// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality;

/// <summary>What becomes of a label. The numbers are kept in stored decisions: never change one.</summary>
public enum LabelAction
{
    /// <summary>It passes as it is.</summary>
    Keep = 0,

    /// <summary>It is taken off; series that differ in nothing else become one.</summary>
    Drop = 1,

    /// <summary>What names one thing is replaced: <c>/users/{id}</c>, <c>WHERE id = ?</c>.</summary>
    Normalise = 2,

    /// <summary>The first values that came keep their place; all others become one.</summary>
    Limit = 3,
}
