// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// Bytes of a column that grow by doubling in a pooled array. Cleared, it keeps the array for the next block, or the size
/// of it. Numbers are little-endian, as the Native format has them.
/// </summary>
/// <remarks>Not thread-safe. Memory handed out is valid until the next write.</remarks>
internal sealed class ColumnBuffer : IDisposable
{
    // An array that one unusual block blew up is not kept for good.
    private const int MaxKeptBytes = 1 << 20;

    private byte[] _array = [];
    private int _length;

    // How much the blocks before needed: the next one finds that much room at once, and is not copied as it grows.
    private int _expected;

    internal int Length => _length;

    internal ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, _length);

    internal ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _length);

    /// <summary>Room for <paramref name="count"/> bytes behind what was written; count them with <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Reserve(int count)
    {
        if (_array.Length - _length < count)
        {
            Grow(count);
        }

        return _array.AsSpan(_length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Advance(int count) => _length += count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendByte(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(sizeof(uint)), value);
        _length += sizeof(uint);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendUInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(sizeof(ulong)), value);
        _length += sizeof(ulong);
    }

    /// <summary>Appends room for values of one width, for the caller to fill in.</summary>
    internal Span<T> AppendSpan<T>(int count, int width)
        where T : unmanaged
    {
        int bytes = checked(count * width);
        Span<byte> room = Reserve(bytes)[..bytes];
        _length += bytes;
        return MemoryMarshal.Cast<byte, T>(room);
    }

    /// <summary>Appends the same bytes many times over, by copies that double.</summary>
    internal void AppendRepeated(ReadOnlySpan<byte> bytes, int count)
    {
        int total = checked(bytes.Length * count);
        Span<byte> room = Reserve(total)[..total];
        bytes.CopyTo(room);
        for (int done = bytes.Length; done > 0 && done < total; done *= 2)
        {
            room[..Math.Min(done, total - done)].CopyTo(room[done..]);
        }

        _length += total;
    }

    /// <summary>A String: its length as a varint, and its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendString(ReadOnlySpan<byte> value)
    {
        Span<byte> room = Reserve(value.Length + Varint.MaxLength);
        if (value.Length < 0x80)
        {
            room[0] = (byte)value.Length;
            value.CopyTo(room[1..]);
            _length += value.Length + 1;
            return;
        }

        int prefix = Varint.Write(room, (uint)value.Length);
        value.CopyTo(room[prefix..]);
        _length += prefix + value.Length;
    }

    /// <summary>Leaves room for the length of a text that is appended next. Returns where the text starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int BeginString()
    {
        Reserve(Varint.MaxLength);
        return _length += Varint.MaxLength;
    }

    /// <summary>Writes the length right before what was appended since <see cref="BeginString"/>. Returns where it starts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int EndString(int textStart)
    {
        int length = _length - textStart;
        int start = textStart - (length < 0x80 ? 1 : Varint.Size((uint)length));
        _ = Varint.Write(_array.AsSpan(start), (uint)length);
        return start;
    }

    /// <summary>The written bytes and the room behind them, whatever is there.</summary>
    internal ReadOnlySpan<byte> WholeSpan => _array;

    /// <summary>The written bytes as numbers, to change in place.</summary>
    internal Span<uint> AsUInt32() => MemoryMarshal.Cast<byte, uint>(_array.AsSpan(0, _length));

    internal void Truncate(int length) => _length = length;

    /// <summary>Starts over.</summary>
    internal void Clear()
    {
        if (_array.Length > MaxKeptBytes)
        {
            _expected = Math.Max(_length, _expected - (_expected / 4));
            Dispose();
        }

        _length = 0;
    }

    public void Dispose()
    {
        byte[] array = _array;
        _array = [];
        _length = 0;
        if (array.Length > 0)
        {
            ByteArrays.Return(array);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        long least = _array.Length == 0 ? _expected + (_expected / 8L) : _array.Length * 2L;
        int wanted = (int)Math.Min(Array.MaxLength, Math.Max((long)_length + count, Math.Max(least, 1024)));
        byte[] larger = ByteArrays.Rent(wanted);
        _array.AsSpan(0, _length).CopyTo(larger);
        byte[] old = _array;
        _array = larger;
        if (old.Length > 0)
        {
            ByteArrays.Return(old);
        }
    }
}
