// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Text;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// The values of a String column. Bytes are copied unchecked; <see cref="FinishRows"/> then looks at all new ones at once
/// and replaces what is not UTF-8, which costs next to nothing while they are ASCII.
/// </summary>
internal sealed class StringBody : IDisposable
{
    private readonly ColumnBuffer _values = new();
    private int _checked;

    internal int Length => _values.Length;

    internal ReadOnlyMemory<byte> WrittenMemory => _values.WrittenMemory;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> value) => _values.AppendString(value);

    /// <summary>Room for encoded values; count them with <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Reserve(int count) => _values.Reserve(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int count) => _values.Advance(count);

    internal void AppendEmpty(int count) => _values.AppendSpan<byte>(count, sizeof(byte)).Clear();

    internal void AppendRepeated(ReadOnlySpan<byte> encodedValues, int count) => _values.AppendRepeated(encodedValues, count);

    /// <summary>An id in lower-case hex; empty when it has not <paramref name="size"/> bytes or is all zero, which means no id.</summary>
    internal void AppendId(ReadOnlySpan<byte> id, int size) => _values.Advance(HexId.Write(id, size, _values.Reserve(HexId.Room)));

    internal void FinishRows()
    {
        ReadOnlySpan<byte> fresh = _values.WrittenSpan[_checked..];
        if (!Ascii.IsValid(fresh) && !AllValid(fresh))
        {
            ReplaceInvalid();
        }

        _checked = _values.Length;
    }

    internal void Clear()
    {
        _values.Clear();
        _checked = 0;
    }

    public void Dispose() => _values.Dispose();

    private static bool AllValid(ReadOnlySpan<byte> encoded)
    {
        int position = 0;
        while (position < encoded.Length)
        {
            int length = ReadLength(encoded, ref position);
            if (!Utf8Text.IsValid(encoded.Slice(position, length)))
            {
                return false;
            }

            position += length;
        }

        return true;
    }

    private static int ReadLength(ReadOnlySpan<byte> encoded, ref int position)
    {
        byte first = encoded[position];
        if (first < 0x80)
        {
            position++;
            return first;
        }

        // We wrote the varint ourselves.
        _ = Varint.TryRead(encoded, ref position, out ulong length, out _);
        return (int)length;
    }

    private void ReplaceInvalid()
    {
        byte[] old = _values.WrittenSpan[_checked..].ToArray();
        _values.Truncate(_checked);
        using ColumnBuffer replaced = new();
        int position = 0;
        while (position < old.Length)
        {
            int length = ReadLength(old, ref position);
            replaced.Truncate(0);
            Utf8Text.AppendReplaced(old.AsSpan(position, length), replaced);
            _values.AppendString(replaced.WrittenSpan);
            position += length;
        }
    }
}
