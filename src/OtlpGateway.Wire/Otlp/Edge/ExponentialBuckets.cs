// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>One side of an exponential histogram.</summary>
internal struct ExponentialBuckets
{
    // At scale 20, the finest there is, doubles reach from 2^-1074 to 2^1024. Beyond these indexes lies no value.
    private const int LowestIndex = -1075 << 20;
    private const int HighestIndex = 1024 << 20;

    internal int Offset;
    internal BucketFindings Counts;

    internal readonly bool IsOutOfRange =>
        Counts.Counts > 0 && (Offset < LowestIndex || (long)Offset + Counts.Counts - 1 > HighestIndex);
}
