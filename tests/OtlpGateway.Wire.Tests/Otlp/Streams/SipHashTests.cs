// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Streams;
using Xunit;

namespace OtlpGateway.Wire.Tests.Otlp.Streams;

public sealed class SipHashTests
{
    // The designers' own vectors for 128 bits: the key is 00 01 .. 0f, the input 00 01 .. of the given length.
    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    [InlineData(2, "8177228da4a45dc7fca38bdef60affe4")]
    [InlineData(3, "9c70b60c5267a94e5f33b6b02985ed51")]
    public void Compute_DesignersVectors_Match(int length, string expected)
    {
        StreamKey key = new(0x0706050403020100, 0x0F0E0D0C0B0A0908);
        byte[] input = [.. Enumerable.Range(0, length).Select(number => (byte)number)];
        byte[] actual = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(actual, SipHash.Compute(key, input));
        Assert.Equal(expected, Convert.ToHexStringLower(actual));
    }

    [Fact]
    public void Compute_EveryLengthAroundAWord_Differs() => Assert.Equal(
        40,
        Enumerable.Range(0, 40).Select(length => SipHash.Compute(StreamKey.Public, new byte[length])).Distinct().Count());
}
