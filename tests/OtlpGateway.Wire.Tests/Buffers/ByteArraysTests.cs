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
}
