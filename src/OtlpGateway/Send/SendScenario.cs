// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>What is sent.</summary>
internal enum SendScenario : byte
{
    /// <summary>Traces, metrics and logs of a small shop.</summary>
    Shop,

    /// <summary>Metrics whose labels have far too many values, with totals that are known.</summary>
    Cardinality,
}
