// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>Why a label is treated as it is. The numbers are kept in stored decisions: never change one.</summary>
internal enum DecisionRule : byte
{
    /// <summary>Nothing speaks against the label.</summary>
    None = 0,

    /// <summary>The configuration says so.</summary>
    Policy = 1,

    /// <summary>Its values have a form of which there are many.</summary>
    Shape = 2,

    /// <summary>Its values look random and hardly ever come back.</summary>
    Random = 3,

    /// <summary>It had more distinct values in a window than it may.</summary>
    Distinct = 4,
}
