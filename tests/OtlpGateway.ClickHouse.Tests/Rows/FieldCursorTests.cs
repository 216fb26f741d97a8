// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>The cursor for repeated fields finds what the general reader finds, whatever the bytes are.</summary>
public sealed class FieldCursorTests
{
    private const byte RepeatedTag = (2 << 3) | (int)WireType.Length;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(70_000)]
    public void Read_LengthsAroundItsLimits_EqualsTheReader(int length)
    {
        using ProtobufWriter writer = new();
        writer.WriteBytesField(1, "before"u8);
        writer.WriteBytesField(2, new byte[length]);
        writer.WriteBytesField(2, new byte[length]);
        byte[] message = writer.WrittenSpan.ToArray();
        Assert.Equal(3, AssertEqual(message));
        for (int cut = 0; cut < message.Length; cut += cut < 20 ? 1 : 997)
        {
            _ = AssertEqual(message.AsSpan(0, cut));
        }
    }

    [Theory]
    [InlineData(new byte[] { RepeatedTag })]
    [InlineData(new byte[] { RepeatedTag, 0x80 })]
    [InlineData(new byte[] { RepeatedTag, 0x80, 0x00 })]
    [InlineData(new byte[] { RepeatedTag, 0x81, 0x00, 0x07 })]
    [InlineData(new byte[] { RepeatedTag, 0x81, 0x80, 0x00, 0x07 })]
    [InlineData(new byte[] { RepeatedTag, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { RepeatedTag, 0x02, 0x07 })]
    public void Read_LengthsThatAreLongOrTooLarge_EqualsTheReader(byte[] message) => _ = AssertEqual(message);

    [Fact]
    public void Read_RandomBytes_EqualsTheReader()
    {
        Random random = new(11);
        byte[] message = new byte[64];
        int fields = 0;
        for (int i = 0; i < 50_000; i++)
        {
            for (int at = 0; at < message.Length; at++)
            {
                message[at] = random.Next(3) == 0 ? RepeatedTag : (byte)random.Next(random.Next(2) == 0 ? 12 : 256);
            }

            fields += AssertEqual(message.AsSpan(0, random.Next(message.Length + 1)));
        }

        Assert.InRange(fields, 20_000, int.MaxValue);
    }

    private static int AssertEqual(ReadOnlySpan<byte> message)
    {
        ProtobufReader reader = new(message);
        FieldCursor cursor = new(message, RepeatedTag);
        int fields = 0;
        while (reader.Read())
        {
            Assert.True(cursor.Read());
            Assert.Equal(reader.Tag, cursor.Tag);
            if (reader.Type == WireType.Length)
            {
                Assert.Equal(new ByteRange(reader.ValueStart, reader.Position - reader.ValueStart), cursor.Value);
            }
            else if (reader.Type != WireType.StartGroup)
            {
                Assert.Equal(reader.Scalar, cursor.Scalar);
            }

            fields++;
        }

        Assert.False(cursor.Read());
        Assert.Equal(reader.Fault, cursor.Fault);
        return fields;
    }
}
