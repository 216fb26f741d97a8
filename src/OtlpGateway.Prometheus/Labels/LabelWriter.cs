// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Labels;

/// <summary>Writes labels as remote write 1.0 has them in a series: <c>repeated Label labels = 1</c>.</summary>
public static class LabelWriter
{
    private const byte LabelTag = (1 << 3) | (int)WireType.Length;
    private const byte NameTag = (1 << 3) | (int)WireType.Length;
    private const byte ValueTag = (2 << 3) | (int)WireType.Length;

    /// <summary>Appends one label.</summary>
    public static void Write(ProtobufWriter destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int length = 2 + Varint.Size((uint)name.Length) + name.Length + Varint.Size((uint)value.Length) + value.Length;
        destination.EnsureRoom(length + 1 + Varint.MaxLength);
        destination.WriteVarint(LabelTag);
        destination.WriteVarint((uint)length);
        destination.WriteVarint(NameTag);
        destination.WriteLengthPrefixed(name);
        destination.WriteVarint(ValueTag);
        destination.WriteLengthPrefixed(value);
    }

    /// <summary>One label, as bytes of its own.</summary>
    public static byte[] Make(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        using ProtobufWriter writer = new(name.Length + value.Length + 16);
        Write(writer, name, value);
        return writer.WrittenSpan.ToArray();
    }
}
