// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate.Tables;

public sealed class TotalTests
{
    [Fact]
    public void Add_SmallToLarge_NothingIsForgotten()
    {
        Total total = default;
        total.Add(1e17);
        for (int i = 0; i < 1000; i++)
        {
            total.Add(0.25);
        }

        Assert.Equal(1e17 + 250, total.Value);
    }

    [Fact]
    public void Add_NothingNegative_NeverFalls()
    {
        Random random = new(3);
        Total total = default;
        double before = 0;
        for (int i = 0; i < 100_000; i++)
        {
            total.Add(Math.ScaleB(random.NextDouble(), random.Next(-200, 10)));
            Assert.True(total.Value >= before, "a total fell");
            before = total.Value;
        }
    }

    [Fact]
    public void AddDifference_OfAGrowingValue_IsThatValue()
    {
        Random random = new(4);
        Total total = default;
        double value = 0;
        for (int i = 0; i < 10_000; i++)
        {
            double next = value + Math.ScaleB(random.NextDouble(), random.Next(-40, 40));
            total.AddDifference(next, value);
            value = next;
            Assert.Equal(value, total.Value);
        }
    }

    [Fact]
    public void Add_IntegersBeyond64Bits_BecomeADouble()
    {
        Total total = default;
        total.Add(long.MinValue);
        total.Add(long.MinValue);
        Assert.Equal(2.0 * long.MinValue, total.Value);
    }

    [Fact]
    public void Add_BeyondAllDoubles_IsInfinite()
    {
        Total total = default;
        total.Add(double.MaxValue);
        total.Add(double.MaxValue);
        Assert.Equal(double.PositiveInfinity, total.Value);
    }
}
