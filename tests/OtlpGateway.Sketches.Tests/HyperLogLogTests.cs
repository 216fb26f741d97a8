// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class HyperLogLogTests
{
    // Five standard errors: with fixed seeds it holds or it does not, for ever.
    private const double Tolerance = 5;

    public static TheoryData<int, int> Sizes()
    {
        TheoryData<int, int> sizes = [];
        foreach (int registers in (int[])[64, 1024, 16_384])
        {
            foreach (int distinct in (int[])[1, 2, 10, 100, 1000, 10_000, 200_000])
            {
                sizes.Add(registers, distinct);
            }
        }

        return sizes;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Estimate_DistinctValues_IsWithinItsError(int registers, int distinct)
    {
        byte[] sketch = new byte[registers];
        for (int i = 0; i < distinct; i++)
        {
            HyperLogLog.Add(sketch, HashOf(i));
        }

        double allowed = Math.Max(1, Tolerance * 1.04 / Math.Sqrt(registers) * distinct);
        Assert.InRange(HyperLogLog.Estimate(sketch), distinct - allowed, distinct + allowed);
    }

    [Fact]
    public void Estimate_Nothing_IsZero() => Assert.Equal(0, HyperLogLog.Estimate(new byte[256]));

    [Fact]
    public void Add_SameValueAgain_ChangesNothing()
    {
        byte[] sketch = new byte[256];
        Assert.True(HyperLogLog.Add(sketch, HashOf(1)));
        Assert.False(HyperLogLog.Add(sketch, HashOf(1)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1024)]
    public void Merge_TwoSketches_IsTheSketchOfAllTheirValues(int registers)
    {
        byte[] first = new byte[registers];
        byte[] second = new byte[registers];
        byte[] both = new byte[registers];
        for (int i = 0; i < 5000; i++)
        {
            HyperLogLog.Add(i % 3 == 0 ? first : second, HashOf(i));
            HyperLogLog.Add(both, HashOf(i));
        }

        HyperLogLog.Merge(first, second);
        Assert.Equal(both, first);
    }

    [Fact]
    public void Add_HashOfZeros_IsTheHighestRank()
    {
        byte[] sketch = new byte[16];
        HyperLogLog.Add(sketch, 0);
        Assert.Equal(61, sketch[0]);
        Assert.True(double.IsFinite(HyperLogLog.Estimate(sketch)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(131_072)]
    public void CheckLength_NoSketch_Throws(int registers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HyperLogLog.CheckLength(registers));

    internal static ulong HashOf(int number) =>
        ValueHash.Compute(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"user-{number}")), seed: 42);
}
