// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>The latest exemplars of one series.</summary>
internal struct ExemplarSlot : IKeyed
{
    public const int MaxExemplars = 4;

    public Key128 Key;

    /// <summary>How many came; the last four of them are there.</summary>
    public int Came;

    public Exemplars Kept;

    readonly Key128 IKeyed.Key => Key;

    [InlineArray(MaxExemplars)]
    internal struct Exemplars
    {
        private TextRef _first;
    }
}
