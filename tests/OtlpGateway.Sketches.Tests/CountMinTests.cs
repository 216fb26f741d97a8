// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class CountMinTests
{
    [Fact]
    public void Estimate_SkewedCounts_IsNeverTooLowAndRarelyTooHigh()
    {
        const int Row = 1024;
        uint[] counters = new uint[CountMin.Rows * Row];
        Dictionary<int, uint> truth = [];
        Random random = new(7);
        const int Events = 50_000;
        for (int i = 0; i < Events; i++)
        {
            int value = (int)(2000 * Math.Pow(random.NextDouble(), 4));
            truth[value] = truth.GetValueOrDefault(value) + 1;
            uint said = CountMin.Add(counters, HyperLogLogTests.HashOf(value));
            Assert.True(said >= truth[value]);
        }

        double bound = Math.E * Events / Row;
        Assert.All(truth, pair => Assert.True(CountMin.Estimate(counters, HyperLogLogTests.HashOf(pair.Key)) >= pair.Value));
        int tooHigh = truth.Count(pair => CountMin.Estimate(counters, HyperLogLogTests.HashOf(pair.Key)) > pair.Value + bound);
        Assert.InRange(tooHigh, 0, truth.Count / 50);
    }

    [Fact]
    public void Halve_AllCounts_AreHalf()
    {
        uint[] counters = new uint[CountMin.Rows * 16];
        ulong hash = HyperLogLogTests.HashOf(1);
        for (int i = 0; i < 9; i++)
        {
            CountMin.Add(counters, hash);
        }

        CountMin.Halve(counters);
        Assert.Equal(4u, CountMin.Estimate(counters, hash));
    }

    [Fact]
    public void Add_AtTheHighestCount_StaysThere()
    {
        uint[] counters = new uint[CountMin.Rows * 2];
        Array.Fill(counters, uint.MaxValue);
        Assert.Equal(uint.MaxValue, CountMin.Add(counters, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(12)]
    public void CheckLength_NoSketch_Throws(int counters) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CountMin.CheckLength(counters));
}
