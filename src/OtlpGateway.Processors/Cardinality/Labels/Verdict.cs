// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>What becomes of one value. The numbers are bits of <see cref="ValueCache"/>.</summary>
internal enum Verdict : byte
{
    /// <summary>There is none yet.</summary>
    Unknown = 0,
    Keep = 1,
    Drop = 2,

    /// <summary>Replaced by a template.</summary>
    Template = 3,

    /// <summary>Replaced by the one value for all that are beyond a limit.</summary>
    Other = 4,
}
