// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;
using OtlpGateway.Wire.Tests.Otlp;
using Xunit;

namespace OtlpGateway.Wire.Tests.Protobuf;

public sealed class ProtobufReaderTests
{
    private static readonly byte[] AllTypes = Raw.Join(
        Raw.Number(1, 300),
        Raw.Fixed64(2, 0x0102030405060708),
        Raw.Text(3, "text"),
        Raw.Tag(4, 3),
        Raw.Number(9, 1),
        Raw.Tag(4, 4),
        Raw.Fixed32(5, 0xFFFFFFFF),
        Raw.Bytes(3000, new byte[200]));

    [Fact]
    public void Read_AllTypes_GivesEachFieldAndItsPlace()
    {
        var reader = new ProtobufReader(AllTypes);
        int end = 0;
        var seen = new List<(int, WireType)>();
        while (reader.Read())
        {
            Assert.Equal(end, reader.FieldStart);
            end = reader.Position;
            seen.Add((reader.Field, reader.Type));
            Assert.Equal(reader.Position - reader.FieldStart, reader.FieldBytes.Length);
        }

        Assert.Equal([(1, WireType.Varint), (2, WireType.Fixed64), (3, WireType.Length), (4, WireType.StartGroup), (5, WireType.Fixed32), (3000, WireType.Length)], seen);
        Assert.Equal((WireFault.None, AllTypes.Length), (reader.Fault, end));
    }

    [Fact]
    public void Read_EveryPrefix_EndsCleanlyAtFieldBoundariesOnly()
    {
        var boundaries = new HashSet<int> { 0 };
        var whole = new ProtobufReader(AllTypes);
        while (whole.Read())
        {
            boundaries.Add(whole.Position);
        }

        for (int length = 0; length <= AllTypes.Length; length++)
        {
            var reader = new ProtobufReader(AllTypes.AsSpan(0, length));
            while (reader.Read())
            {
            }

            Assert.Equal(boundaries.Contains(length), reader.Fault == WireFault.None);
            Assert.False(reader.Read());
        }
    }

    [Fact]
    public void Read_RandomBytes_NeverThrows()
    {
        var random = new Random(5);
        byte[] bytes = new byte[64];
        for (int round = 0; round < 50_000; round++)
        {
            random.NextBytes(bytes);
            var reader = new ProtobufReader(bytes.AsSpan(0, random.Next(bytes.Length)));
            int last = 0;
            while (reader.Read())
            {
                Assert.True(reader.Position > last);
                last = reader.Position;
            }
        }
    }

    [Fact]
    public void Read_WideVarintForInt32_IsTruncatedAsProtobufSays()
    {
        var reader = new ProtobufReader(Raw.Number(1, (1UL << 40) | 7));

        Assert.True(reader.Read());
        Assert.Equal(7, reader.Int32);
        Assert.Equal(7u, reader.UInt32);
        Assert.True(reader.Bool);
    }
}
