// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Wire.Protobuf;

/// <summary>
/// Writes protobuf into one pooled array that grows by doubling. Lengths of nested messages are patched in when the
/// message ends and are always minimal. Reuse it with <see cref="Clear"/>; give the bytes away with <see cref="Detach"/>.
/// </summary>
/// <remarks>Not thread-safe. Dispose returns the array; spans handed out before are invalid from then on.</remarks>
public sealed class ProtobufWriter : IDisposable, IBufferWriter<byte>
{
    private byte[] _array;
    private int _position;

    public ProtobufWriter(int capacity = 4096)
    {
        _array = ByteArrays.Rent(capacity);
    }

    /// <summary>Bytes written so far.</summary>
    public int Length => _position;

    /// <summary>What was written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, _position);

    /// <summary>What was written so far; valid until the next write.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _position);

    /// <summary>Starts over, keeping the array.</summary>
    public void Clear() => _position = 0;

    /// <summary>Forgets everything behind <paramref name="length"/>: undoes what was written since.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _position);
        _position = length;
    }

    /// <summary>Hands the written bytes to the caller, who disposes them, and starts over on a new array.</summary>
    public PooledBuffer Detach(int nextCapacity = 4096)
    {
        PooledBuffer buffer = PooledBuffer.Own(_array, _position);
        _array = ByteArrays.Rent(nextCapacity);
        _position = 0;
        return buffer;
    }

    /// <summary>Makes sure that <paramref name="count"/> more bytes fit without growing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EnsureRoom(int count)
    {
        if (_array.Length - _position < count)
        {
            Grow(count);
        }
    }

    /// <summary>Copies bytes as they are: an untouched run, or a whole field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_position));
        _position += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteVarint(ulong value)
    {
        byte[] array = _array;
        int position = _position;
        if (value < 0x80 && (uint)position < (uint)array.Length)
        {
            array[position] = (byte)value;
            _position = position + 1;
            return;
        }

        WriteLongVarint(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(int field, WireType type) => WriteVarint(((uint)field << 3) | (uint)type);

    public void WriteVarintField(int field, ulong value)
    {
        WriteTag(field, WireType.Varint);
        WriteVarint(value);
    }

    public void WriteSInt32Field(int field, int value) => WriteVarintField(field, (uint)((value << 1) ^ (value >> 31)));

    public void WriteBoolField(int field, bool value) => WriteVarintField(field, value ? 1u : 0u);

    public void WriteFixed64Field(int field, ulong value)
    {
        WriteTag(field, WireType.Fixed64);
        WriteFixed64(value);
    }

    public void WriteDoubleField(int field, double value) => WriteFixed64Field(field, BitConverter.DoubleToUInt64Bits(value));

    public void WriteFixed32Field(int field, uint value)
    {
        WriteTag(field, WireType.Fixed32);
        EnsureRoom(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_array.AsSpan(_position), value);
        _position += sizeof(uint);
    }

    /// <summary>A fixed64 without a tag: an element of a packed field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteFixed64(ulong value)
    {
        EnsureRoom(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(_array.AsSpan(_position), value);
        _position += sizeof(ulong);
    }

    public void WriteBytesField(int field, ReadOnlySpan<byte> value)
    {
        WriteTag(field, WireType.Length);
        WriteLengthPrefixed(value);
    }

    /// <summary>Bytes behind their length, without a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteLengthPrefixed(ReadOnlySpan<byte> value)
    {
        byte[] array = _array;
        int position = _position;
        if (value.Length < 0x80 && array.Length - position > value.Length)
        {
            array[position] = (byte)value.Length;
            CopyShort(value, array.AsSpan(position + 1, value.Length));
            _position = position + 1 + value.Length;
            return;
        }

        WriteLongVarint((uint)value.Length);
        WriteRaw(value);
    }

    public void WriteStringField(int field, string value)
    {
        WriteTag(field, WireType.Length);
        int length = Encoding.UTF8.GetByteCount(value);
        WriteVarint((uint)length);
        EnsureRoom(length);
        _position += Encoding.UTF8.GetBytes(value, _array.AsSpan(_position));
    }

    /// <summary>
    /// Opens a nested message and returns its bookmark. Pass a guess of its length in bytes: where the guess needs as many
    /// length bytes as the truth, nothing is moved when the message ends.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BeginMessage(int field, int lengthGuess = 0)
    {
        WriteTag(field, WireType.Length);
        return BeginLength(lengthGuess);
    }

    /// <summary>As <see cref="BeginMessage"/>, where the tag was written already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BeginLength(int lengthGuess = 0)
    {
        int bookmark = _position;
        int reserved = Varint.Size((uint)lengthGuess);
        EnsureRoom(reserved);

        // How much is reserved waits in the first of the reserved bytes.
        _array[bookmark] = (byte)reserved;
        _position += reserved;
        return bookmark;
    }

    /// <summary>Closes the message that <see cref="BeginMessage"/> opened; messages close in reverse order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndMessage(int bookmark)
    {
        int reserved = _array[bookmark];
        int length = _position - bookmark - reserved;
        if (Varint.Size((uint)length) != reserved)
        {
            MoveBody(bookmark, bookmark + reserved, length);
        }

        Varint.Write(_array.AsSpan(bookmark), (uint)length);
    }

    /// <summary>
    /// Sets a length that was written with other bytes. False where it needs more or fewer bytes than there are; then write
    /// the rest of the message, and call <see cref="MoveToSetLength"/>.
    /// </summary>
    /// <param name="at">Where the length is.</param>
    /// <param name="reserved">How many bytes it has there.</param>
    /// <param name="length">What it is to be.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TrySetLength(int at, int reserved, int length)
    {
        if (Varint.Size((uint)length) != reserved)
        {
            return false;
        }

        if (length < 0x80)
        {
            _array[at] = (byte)length;
        }
        else
        {
            Varint.Write(_array.AsSpan(at), (uint)length);
        }

        return true;
    }

    /// <summary>Sets the length of the message that ends here, and moves its body to where it fits behind it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void MoveToSetLength(int at, int reserved)
    {
        int length = _position - at - reserved;
        MoveBody(at, at + reserved, length);
        Varint.Write(_array.AsSpan(at), (uint)length);
    }

    /// <inheritdoc/>
    public void Advance(int count) => _position += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _array.AsMemory(_position);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _array.AsSpan(_position);
    }

    public void Dispose()
    {
        byte[] array = Interlocked.Exchange(ref _array, []);
        if (array.Length > 0)
        {
            ByteArrays.Return(array);
        }

        _position = 0;
    }

    /// <summary>Most strings of telemetry have 8 to 32 bytes: two moves that overlap, without a call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyShort(ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (from.Length is >= 16 and <= 32)
        {
            Vector128<byte> last = Vector128.Create(from[^16..]);
            Vector128.Create(from).CopyTo(to);
            last.CopyTo(to[^16..]);
        }
        else if (from.Length is >= 8 and < 16)
        {
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(from[^8..]);
            BinaryPrimitives.WriteUInt64LittleEndian(to, BinaryPrimitives.ReadUInt64LittleEndian(from));
            BinaryPrimitives.WriteUInt64LittleEndian(to[^8..], last);
        }
        else
        {
            from.CopyTo(to);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteLongVarint(ulong value)
    {
        EnsureRoom(Varint.MaxLength);
        _position += Varint.Write(_array.AsSpan(_position), value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveBody(int bookmark, int start, int length)
    {
        int needed = Varint.Size((uint)length);
        EnsureRoom(needed);
        int moved = bookmark + needed;
        _array.AsSpan(start, length).CopyTo(_array.AsSpan(moved));
        _position = moved + length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        int wanted = Math.Max(checked(_position + count), (int)Math.Min(Array.MaxLength, (long)_array.Length * 2));
        byte[] larger = ByteArrays.Rent(Math.Max(wanted, 256));
        _array.AsSpan(0, _position).CopyTo(larger);
        byte[] old = _array;
        _array = larger;
        if (old.Length > 0)
        {
            ByteArrays.Return(old);
        }
    }
}
