// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>What the edge accepts beyond the protobuf rules.</summary>
/// <param name="MaxValueDepth">How many values may be nested in one another (arrays and maps) before the request is malformed.</param>
/// <param name="MaxBuckets">How many buckets one histogram data point may have before the point is rejected.</param>
/// <param name="CountsInvalidText">Whether strings are looked at, to count those that are not UTF-8; they pass either way.</param>
public readonly record struct EdgeLimits(int MaxValueDepth, int MaxBuckets, bool CountsInvalidText = true)
{
    /// <summary>100 nested values, as protobuf parsers customarily cap it, and 65,536 buckets.</summary>
    public static readonly EdgeLimits Default = new(MaxValueDepth: 100, MaxBuckets: 65_536);
}
