// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>A 128-bit hash that stands for what it was made of. Unlike UInt128 it does not align records to 16 bytes.</summary>
internal readonly record struct Key128(ulong Low, ulong High)
{
    /// <summary>Adds in both halves: a sum of keys does not depend on their order.</summary>
    public static Key128 operator +(Key128 left, Key128 right) => new(left.Low + right.Low, left.High + right.High);
}
