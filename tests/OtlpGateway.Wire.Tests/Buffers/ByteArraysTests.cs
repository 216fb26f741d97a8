// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;
using Xunit;

namespace OtlpGateway.Wire.Tests.Buffers;

public sealed class ByteArraysTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(LargeArrays.LeastBytes - 1)]
    [InlineData(LargeArrays.LeastBytes)]
    [InlineData(LargeArrays.LeastBytes + 1)]
    public void Rent_AnySize_HasRoomAndCanBeReturned(int bytes)
    {
        byte[] array = ByteArrays.Rent(bytes);

        Assert.True(array.Length >= bytes);
        ByteArrays.Return(array);
    }

    [Fact]
    public void Return_OnAnotherThread_IsFoundByThisOne()
    {
        // A size that nothing else here uses.
        byte[] array = ByteArrays.Rent(1 << 27);
        Thread other = new(() => ByteArrays.Return(array));
        other.Start();
        other.Join();

        Assert.Same(array, ByteArrays.Rent((1 << 27) - 1));
    }

    /// <summary>A size that one list gives and the other takes back would be new memory each time.</summary>
    [Theory]
    [InlineData(LargeArrays.LeastBytes / 2)]
    [InlineData((LargeArrays.LeastBytes / 2) + 1)]
    [InlineData(LargeArrays.LeastBytes - 1)]
    [InlineData(LargeArrays.LeastBytes)]
    [InlineData((4 * LargeArrays.LeastBytes) - 1)]
    public void Has_WhatIsRented_IsGivenBackWhereItCameFrom(int bytes)
    {
        byte[] array = ByteArrays.Rent(bytes);

        Assert.Equal(LargeArrays.Has(bytes), LargeArrays.Has(array.Length));
        ByteArrays.Return(array);
    }
}
