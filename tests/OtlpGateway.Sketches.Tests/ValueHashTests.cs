// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class ValueHashTests
{
    [Fact]
    public void Compute_OneBitChanged_ChangesAboutHalfOfTheHash()
    {
        Random random = new(3);
        for (int length = 1; length <= 70; length++)
        {
            byte[] value = new byte[length];
            random.NextBytes(value);
            ulong hash = ValueHash.Compute(value, 1);
            int changed = 0;
            for (int bit = 0; bit < length * 8; bit++)
            {
                value[bit / 8] ^= (byte)(1 << (bit % 8));
                changed += BitOperations.PopCount(hash ^ ValueHash.Compute(value, 1));
                value[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.InRange((double)changed / (length * 8), 26, 38);
        }
    }

    [Fact]
    public void Compute_ZerosOfEveryLength_AllDiffer() => Assert.Equal(
        200, Enumerable.Range(0, 200).Select(length => ValueHash.Compute(new byte[length], 1)).Distinct().Count());

    [Fact]
    public void Compute_AnotherSeed_IsAnotherHash() =>
        Assert.NotEqual(ValueHash.Compute("a"u8, 1), ValueHash.Compute("a"u8, 2));
}
