// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Snapshots;

/// <summary>Writes numbers and bytes in pieces, and keeps their checksum.</summary>
internal ref struct SnapshotOutput(IBufferWriter<byte> destination)
{
    private const int PieceSize = 1 << 16;

    private readonly IBufferWriter<byte> _destination = destination;
    private Span<byte> _piece = destination.GetSpan(PieceSize);
    private int _used;
    private uint _checksum = uint.MaxValue;

    public void Write(byte value) => Room(sizeof(byte))[0] = value;

    public void Write(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(sizeof(ushort)), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), value);

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(sizeof(int)), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);

    public void Write(long value) => Write((ulong)value);

    public void Write(double value) => Write(BitConverter.DoubleToUInt64Bits(value));

    public void Write(Key128 key)
    {
        Write(key.Low);
        Write(key.High);
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        Write(text.Length);
        while (!text.IsEmpty)
        {
            int length = Math.Min(text.Length, PieceSize);
            text[..length].CopyTo(Room(length));
            text = text[length..];
        }
    }

    /// <summary>Writes the checksum and hands everything over.</summary>
    public void End()
    {
        Flush();
        BinaryPrimitives.WriteUInt32LittleEndian(_piece, ~_checksum);
        _destination.Advance(sizeof(uint));
    }

    private Span<byte> Room(int length)
    {
        if (_piece.Length - _used < length)
        {
            Flush();
        }

        _used += length;
        return _piece.Slice(_used - length, length);
    }

    private void Flush()
    {
        _checksum = SnapshotFormat.Checksum(_checksum, _piece[.._used]);
        _destination.Advance(_used);
        _piece = _destination.GetSpan(PieceSize);
        _used = 0;
    }
}
