// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Format;
using Xunit;

namespace OtlpGateway.Log.Tests.Format;

public sealed class Crc32CTests
{
    private const uint ReversedPolynomial = 0x82F6_3B78;

    [Fact]
    public void Compute_CheckValue_IsThatOfTheStandard() => Assert.Equal(0xE306_9283, Crc32C.Compute("123456789"u8));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(3 * Crc32C.LaneBytes - 1)]
    [InlineData(3 * Crc32C.LaneBytes)]
    [InlineData(3 * Crc32C.LaneBytes + 1)]
    [InlineData(4 * Crc32C.LaneBytes)]
    [InlineData(6 * Crc32C.LaneBytes)]
    [InlineData(9 * Crc32C.LaneBytes + 13)]
    [InlineData(100_003)]
    public void Compute_AnyLength_IsTheSameAsBitByBit(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        Assert.Equal(BitByBit(bytes), Crc32C.Compute(bytes));
    }

    [Fact]
    public void Append_InPieces_IsTheSameAsAtOnce()
    {
        byte[] bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        for (int cut = 0; cut <= bytes.Length; cut += 997)
        {
            uint state = Crc32C.Append(Crc32C.Append(Crc32C.Start, bytes.AsSpan(0, cut)), bytes.AsSpan(cut));

            Assert.Equal(Crc32C.Compute(bytes), Crc32C.Finish(state));
        }
    }

    private static uint BitByBit(byte[] bytes)
    {
        uint state = uint.MaxValue;
        foreach (byte value in bytes)
        {
            state ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * ReversedPolynomial);
            }
        }

        return ~state;
    }
}
