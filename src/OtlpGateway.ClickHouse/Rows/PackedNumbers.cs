// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>A repeated 64-bit field of one point, read from packed chunks and single values mixed, as protobuf allows.</summary>
internal sealed class PackedNumbers : IDisposable
{
    private readonly ColumnBuffer _values = new();

    // What nearly every point has is one packed chunk, which stays where it is. Values behind it are collected.
    private ByteRange _first;

    internal int Count => (_first.Length + _values.Length) / sizeof(ulong);

    internal void Clear()
    {
        _first = default;
        _values.Truncate(0);
    }

    internal void Add(ulong value) => _values.AppendUInt64(value);

    /// <summary>
    /// Takes the first field of a point if it is short and all right. Returns its bytes, or none when it is to be read in
    /// another way.
    /// </summary>
    /// <param name="fields">The point.</param>
    /// <param name="start">Where it is in its request.</param>
    /// <param name="at">Where the field would be.</param>
    /// <param name="tag">The field's tag.</param>
    internal int TryStart(ReadOnlySpan<byte> fields, int start, int at, byte tag)
    {
        if (fields.Length - at < 2 || fields[at] != tag)
        {
            return 0;
        }

        int length = fields[at + 1];
        if (length >= 0x80 || length % sizeof(ulong) != 0 || fields.Length - at < 2 + length)
        {
            return 0;
        }

        _first = new ByteRange(start + at + 2, length);
        return 2 + length;
    }

    /// <summary>Takes packed fixed64 or doubles. False when they are malformed.</summary>
    internal bool TryAddFixed(ReadOnlySpan<byte> request, ByteRange packed)
    {
        if (Count == 0)
        {
            _first = packed;
        }
        else
        {
            _values.Append(packed.Of(request));
        }

        return packed.Length % sizeof(ulong) == 0;
    }

    /// <summary>Appends the values: little-endian in protobuf and in ClickHouse.</summary>
    internal void AppendTo(FixedColumn column, ReadOnlySpan<byte> request)
    {
        column.AppendRaw(_first.Of(request));
        if (_values.Length > 0)
        {
            column.AppendRaw(_values.WrittenSpan);
        }
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
