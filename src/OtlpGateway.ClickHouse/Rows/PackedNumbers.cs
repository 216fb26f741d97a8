// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>A repeated 64-bit field of one point, read from packed chunks and single values mixed, as protobuf allows.</summary>
internal sealed class PackedNumbers : IDisposable
{
    private readonly ColumnBuffer _values = new();

    internal int Count => _values.Length / sizeof(ulong);

    /// <summary>The values, little-endian.</summary>
    internal ReadOnlySpan<byte> Encoded => _values.WrittenSpan;

    internal void Clear() => _values.Truncate(0);

    internal void Add(ulong value) => _values.AppendUInt64(value);

    /// <summary>Takes packed fixed64 or doubles. False when they are malformed.</summary>
    internal bool TryAddFixed(ReadOnlySpan<byte> packed)
    {
        // Little-endian in protobuf and in ClickHouse.
        _values.Append(packed);
        return packed.Length % sizeof(ulong) == 0;
    }

    /// <summary>Takes the current field of <paramref name="reader"/>: varints. False when it is malformed.</summary>
    internal bool TryAddVarints(in ProtobufReader reader)
    {
        if (reader.Type == WireType.Varint)
        {
            _values.AppendUInt64(reader.Scalar);
            return true;
        }

        if (reader.Type != WireType.Length)
        {
            return true;
        }

        ReadOnlySpan<byte> packed = reader.Bytes;
        int position = 0;
        while (position < packed.Length)
        {
            if (!Varint.TryRead(packed, ref position, out ulong value, out _))
            {
                return false;
            }

            _values.AppendUInt64(value);
        }

        return true;
    }

    public void Dispose() => _values.Dispose();
}
