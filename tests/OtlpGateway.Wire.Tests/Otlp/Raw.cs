// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Writes protobuf by hand, also such as no library would.</summary>
internal static class Raw
{
    internal static byte[] Join(params ReadOnlySpan<byte[]> parts)
    {
        var all = new List<byte>();
        foreach (byte[] part in parts)
        {
            all.AddRange(part);
        }

        return [.. all];
    }

    internal static byte[] Message(int field, params ReadOnlySpan<byte[]> content) => Bytes(field, Join(content));

    internal static byte[] Bytes(int field, byte[] value) => Write(writer => writer.WriteBytesField(field, value));

    internal static byte[] Text(int field, string value) => Write(writer => writer.WriteStringField(field, value));

    internal static byte[] Number(int field, ulong value) => Write(writer => writer.WriteVarintField(field, value));

    internal static byte[] SInt(int field, int value) => Write(writer => writer.WriteSInt32Field(field, value));

    internal static byte[] Fixed64(int field, ulong value) => Write(writer => writer.WriteFixed64Field(field, value));

    internal static byte[] Double(int field, double value) => Write(writer => writer.WriteDoubleField(field, value));

    internal static byte[] Fixed32(int field, uint value) => Write(writer => writer.WriteFixed32Field(field, value));

    internal static byte[] Tag(int field, int type) => Write(writer => writer.WriteVarint(((ulong)field << 3) | (uint)type));

    internal static byte[] PackedFixed64(int field, params ReadOnlySpan<ulong> values)
    {
        var body = new List<byte>();
        foreach (ulong value in values)
        {
            body.AddRange(BitConverter.GetBytes(value));
        }

        return Bytes(field, [.. body]);
    }

    internal static byte[] PackedDouble(int field, params ReadOnlySpan<double> values)
    {
        var body = new List<byte>();
        foreach (double value in values)
        {
            body.AddRange(BitConverter.GetBytes(value));
        }

        return Bytes(field, [.. body]);
    }

    internal static byte[] PackedVarint(int field, params ReadOnlySpan<ulong> values)
    {
        using var body = new ProtobufWriter();
        foreach (ulong value in values)
        {
            body.WriteVarint(value);
        }

        return Bytes(field, body.WrittenSpan.ToArray());
    }

    internal static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static byte[] Write(Action<ProtobufWriter> write)
    {
        using var writer = new ProtobufWriter();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
