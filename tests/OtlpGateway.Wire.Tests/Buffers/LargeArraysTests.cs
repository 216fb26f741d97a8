// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using Xunit;

namespace OtlpGateway.Wire.Tests.Buffers;

public sealed class LargeArraysTests
{
    private const int Size = LargeArrays.LeastBytes;

    private readonly FakeTime _time = new();
    private readonly LargeArrays _arrays;

    public LargeArraysTests()
    {
        _arrays = new LargeArrays(_time);
    }

    [Theory]
    [InlineData(Size, Size)]
    [InlineData(Size + 1, 2 * Size)]
    [InlineData((2 * Size) - 1, 2 * Size)]
    public void Rent_AnySize_HasTheNextPowerOfTwo(int bytes, int expected) =>
        Assert.Equal(expected, _arrays.Rent(bytes).Length);

    [Fact]
    public void Rent_AfterReturns_IsTheLastOne()
    {
        byte[] first = _arrays.Rent(Size);
        byte[] second = _arrays.Rent(Size);
        _arrays.Return(first);
        _arrays.Return(second);

        Assert.Same(second, _arrays.Rent(Size));
        Assert.Same(first, _arrays.Rent(Size));
        Assert.NotSame(first, _arrays.Rent(Size));
    }

    [Fact]
    public void Return_MoreThanAreKept_LeavesTheRest()
    {
        byte[][] arrays = [.. Enumerable.Range(0, LargeArrays.MostFree + 1).Select(_ => _arrays.Rent(Size))];
        foreach (byte[] array in arrays)
        {
            _arrays.Return(array);
        }

        byte[][] again = [.. arrays.Select(_ => _arrays.Rent(Size))];

        Assert.All(again[..^1], (array, place) => Assert.Same(arrays[LargeArrays.MostFree - 1 - place], array));
        Assert.DoesNotContain(arrays, array => ReferenceEquals(array, again[^1]));
    }

    [Fact]
    public void Return_OthersUnusedForAMinute_LeavesThose()
    {
        byte[] old = _arrays.Rent(Size);
        byte[] used = _arrays.Rent(Size);
        _arrays.Return(old);
        _time.Advance(TimeSpan.FromSeconds(61));
        _arrays.Return(used);

        Assert.Same(used, _arrays.Rent(Size));
        Assert.NotSame(old, _arrays.Rent(Size));
    }

    [Fact]
    public void Trim_SomeUnusedForSoLong_LeavesThose()
    {
        byte[] old = _arrays.Rent(Size);
        byte[] used = _arrays.Rent(4 * Size);
        _arrays.Return(old);
        _time.Advance(TimeSpan.FromSeconds(20));
        _arrays.Return(used);
        _time.Advance(TimeSpan.FromSeconds(11));

        _arrays.Trim(TimeSpan.FromSeconds(30));

        Assert.NotSame(old, _arrays.Rent(Size));
        Assert.Same(used, _arrays.Rent(4 * Size));
    }

    [Fact]
    public void RentedBytes_OneIsRentedAgain_CountsBoth()
    {
        _arrays.Return(_arrays.Rent(Size + 1));
        _arrays.Rent(2 * Size);

        Assert.Equal(4 * Size, _arrays.RentedBytes);
    }

    [Fact]
    public void Return_NotRented_Throws() =>
        Assert.Throws<ArgumentException>(() => _arrays.Return(new byte[Size + 1]));
}
