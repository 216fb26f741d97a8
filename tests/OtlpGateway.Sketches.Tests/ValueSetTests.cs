// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class ValueSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Admit_MoreThanItHolds_KeepsTheFirst(int capacity)
    {
        ValueSet set = new(capacity);
        for (int value = 0; value < 3 * capacity; value++)
        {
            Assert.Equal(value < capacity, set.Admit(HyperLogLogTests.HashOf(value)));
        }

        for (int value = 0; value < 3 * capacity; value++)
        {
            Assert.Equal(value < capacity, set.Admit(HyperLogLogTests.HashOf(value)));
            Assert.Equal(value < capacity, set.Contains(HyperLogLogTests.HashOf(value)));
        }

        Assert.True(set.IsFull);
        Assert.Equal(capacity, set.Count);
        Assert.Equal(Enumerable.Range(0, capacity).Select(HyperLogLogTests.HashOf).Order(), set.Hashes().Order());
        Assert.Equal(set.MemoryBytes, ValueSet.BytesOf(capacity));
    }

    [Fact]
    public void Admit_HashOfZero_IsAValueToo()
    {
        ValueSet set = new(4);
        Assert.False(set.Contains(0));
        Assert.True(set.Admit(0));
        Assert.True(set.Contains(0));
        Assert.Equal(1, set.Count);
    }
}
