// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace OtlpGateway.Sketches;

/// <summary>
/// Counts distinct values in little memory: exactly, in effect, while they are few, and as <see cref="HyperLogLog"/> does
/// when they are many. Few values take 4 bytes each; many take 2^precision bytes, and never more.
/// </summary>
/// <remarks>
/// The sparse form of HyperLogLog++ (Heule, Nunkesser, Hall, 2013): 26 bits of the hash as if there were that many registers,
/// sorted, each with its rank; it becomes the dense form without loss. Not thread-safe.
/// </remarks>
public sealed class DistinctSketch
{
    public const int MinPrecision = 6;
    public const int MaxPrecision = 16;

    private const byte FormatVersion = 1;
    private const int HeaderLength = 7;
    private const int SparseBits = 26;
    private const int RankBits = 6;
    private const int FirstCapacity = 8;

    private readonly int _precision;
    private uint[] _sparse = [];
    private int _count;
    private byte[]? _dense;

    /// <param name="precision">Two to the power of it is the number of registers; the standard error is 1.04 / sqrt of that.</param>
    public DistinctSketch(int precision)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, MinPrecision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, MaxPrecision);
        _precision = precision;
    }

    public int Precision => _precision;

    public bool IsEmpty => _count == 0 && _dense is null;

    /// <summary>Bytes of its arrays.</summary>
    public int MemoryBytes => (sizeof(uint) * _sparse.Length) + (_dense?.Length ?? 0);

    private int SparseLimit => (1 << _precision) / sizeof(uint);

    /// <summary>Notes a value by its hash. True when it changed anything: a value that does is most likely new.</summary>
    public bool Add(ulong hash) => _dense is null ? AddSparse(Encode(hash)) : HyperLogLog.Add(_dense, hash);

    /// <summary>About how many distinct values were noted.</summary>
    public double Estimate()
    {
        if (_dense is not null)
        {
            return HyperLogLog.Estimate(_dense);
        }

        // Linear counting over registers of which nearly all are empty.
        const double Registers = 1 << SparseBits;
        return Registers * Math.Log(Registers / (Registers - _count));
    }

    /// <summary>Adds what another sketch of the same precision has noted.</summary>
    public void MergeFrom(DistinctSketch other)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(other._precision, _precision);
        if (other._dense is not null)
        {
            HyperLogLog.Merge(BecomeDense(), other._dense);
            return;
        }

        foreach (uint entry in other._sparse.AsSpan(0, other._count))
        {
            Note(entry);
        }
    }

    /// <summary>Forgets everything, keeping the arrays' memory.</summary>
    public void Clear()
    {
        _count = 0;
        if (_dense is not null)
        {
            _dense = null;
            _sparse = [];
        }
    }

    /// <summary>
    /// Appends: version (1 byte), precision (1), dense (1), number of entries or registers (4), then each entry in 4 bytes or
    /// register in 1; little endian. Another hash, seed or rank needs a new version.
    /// </summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        int length = _dense?.Length ?? _count;
        Span<byte> room = output.GetSpan(HeaderLength + (_dense is null ? length * sizeof(uint) : length));
        room[0] = FormatVersion;
        room[1] = (byte)_precision;
        room[2] = _dense is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt32LittleEndian(room[3..], length);
        int at = HeaderLength;
        if (_dense is not null)
        {
            _dense.CopyTo(room[at..]);
            at += length;
        }
        else
        {
            foreach (uint entry in _sparse.AsSpan(0, _count))
            {
                BinaryPrimitives.WriteUInt32LittleEndian(room[at..], entry);
                at += sizeof(uint);
            }
        }

        output.Advance(at);
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote. Null for anything else.</summary>
    public static DistinctSketch? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != FormatVersion || bytes[1] is < MinPrecision or > MaxPrecision || bytes[2] > 1)
        {
            return null;
        }

        DistinctSketch sketch = new(bytes[1]);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[3..]);
        ReadOnlySpan<byte> body = bytes[HeaderLength..];
        if (bytes[2] == 1)
        {
            return length == 1 << sketch._precision && body.Length == length && sketch.TakeRegisters(body) ? sketch : null;
        }

        return length >= 0 && length <= sketch.SparseLimit && body.Length == length * sizeof(uint) && sketch.TakeEntries(body) ? sketch : null;
    }

    private bool TakeRegisters(ReadOnlySpan<byte> registers)
    {
        _dense = registers.ToArray();
        return !registers.ContainsAnyExceptInRange((byte)0, (byte)(64 - _precision + 1));
    }

    private bool TakeEntries(ReadOnlySpan<byte> entries)
    {
        _sparse = new uint[Math.Max(FirstCapacity, (int)BitOperations.RoundUpToPowerOf2((uint)entries.Length / sizeof(uint)))];
        long last = -1;
        for (int at = 0; at < entries.Length; at += sizeof(uint))
        {
            uint entry = BinaryPrimitives.ReadUInt32LittleEndian(entries[at..]);
            uint rank = entry & ((1 << RankBits) - 1);
            if (entry >> RankBits <= last || rank is 0 or > 64 - SparseBits + 1)
            {
                return false;
            }

            last = entry >> RankBits;
            _sparse[_count++] = entry;
        }

        return true;
    }

    private static uint Encode(ulong hash)
    {
        uint index = (uint)hash & ((1u << SparseBits) - 1);
        int rank = BitOperations.TrailingZeroCount((hash >> SparseBits) | (1UL << (64 - SparseBits))) + 1;
        return (index << RankBits) | (uint)rank;
    }

    private void Note(uint entry)
    {
        if (_dense is null)
        {
            AddSparse(entry);
        }
        else
        {
            Raise(_dense, entry);
        }
    }

    private bool AddSparse(uint entry)
    {
        uint index = entry >> RankBits;
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_sparse[middle] >> RankBits < index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        if (low < _count && _sparse[low] >> RankBits == index)
        {
            bool isHigher = _sparse[low] < entry;
            _sparse[low] = Math.Max(_sparse[low], entry);
            return isHigher;
        }

        if (_count == SparseLimit)
        {
            Raise(BecomeDense(), entry);
            return true;
        }

        Insert(low, entry);
        return true;
    }

    private void Insert(int at, uint entry)
    {
        if (_count == _sparse.Length)
        {
            Array.Resize(ref _sparse, Math.Min(SparseLimit, Math.Max(FirstCapacity, 2 * _count)));
        }

        Array.Copy(_sparse, at, _sparse, at + 1, _count - at);
        _sparse[at] = entry;
        _count++;
    }

    private byte[] BecomeDense()
    {
        if (_dense is not null)
        {
            return _dense;
        }

        byte[] registers = new byte[1 << _precision];
        foreach (uint entry in _sparse.AsSpan(0, _count))
        {
            Raise(registers, entry);
        }

        _sparse = [];
        _count = 0;
        _dense = registers;
        return registers;
    }

    /// <summary>What <see cref="HyperLogLog.Add"/> would have done with the hash of which this is left.</summary>
    private void Raise(byte[] registers, uint entry)
    {
        uint index = entry >> RankBits;
        uint above = index >> _precision;
        int rank = above != 0
            ? BitOperations.TrailingZeroCount(above) + 1
            : SparseBits - _precision + (int)(entry & ((1 << RankBits) - 1));
        ref byte register = ref registers[(int)(index & (uint)(registers.Length - 1))];
        register = Math.Max(register, (byte)rank);
    }
}
