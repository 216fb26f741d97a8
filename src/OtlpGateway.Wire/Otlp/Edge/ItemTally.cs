// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Items seen and rejected, and why the first of the rejected was.</summary>
internal struct ItemTally
{
    internal int Items;
    internal int Rejected;
    internal ItemFault FirstFault;
    internal int SubjectStart;
    internal int SubjectLength;

    /// <summary>Notes <paramref name="count"/> rejected items; they are among <see cref="Items"/> already.</summary>
    internal void Reject(int count, ItemFault fault, int subjectStart, int subjectLength)
    {
        if (count == 0)
        {
            return;
        }

        if (Rejected == 0)
        {
            FirstFault = fault;
            SubjectStart = subjectStart;
            SubjectLength = subjectLength;
        }

        Rejected += count;
    }

    internal void Add(in ItemTally other)
    {
        Items += other.Items;
        Reject(other.Rejected, other.FirstFault, other.SubjectStart, other.SubjectLength);
    }
}
