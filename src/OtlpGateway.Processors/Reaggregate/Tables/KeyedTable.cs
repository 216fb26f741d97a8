// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// Records in the order in which they were added, found by key through an open-addressing index of four bytes a slot. The
/// records lie in chunks, so that growing copies none of them and wastes little. A slot holds a record's number in the bits
/// that the index needs, and bits of its key's hash in the others: who looks for a key that is not there, or meets another
/// on the way, hardly ever has to look at a record, which is seldom in the processor's cache.
/// </summary>
/// <remarks>
/// A reference to a record is valid until <see cref="Retain"/>; adding does not move records. Which slot a key falls into is
/// chosen at random for each table, so that nobody can make up keys that fall into one; the records do not show it.
/// </remarks>
internal sealed class KeyedTable<T>
    where T : struct, IKeyed
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;

    private const int MinSlots = 16;

    private readonly ulong _multiplier = NextMultiplier();
    private T[][] _chunks = [];

    // Index + 1 of a record, which is less than the number of slots, below bits of the hash; 0 is a free slot.
    private uint[] _slots = new uint[MinSlots];
    private int _shift = 64 - BitOperations.Log2(MinSlots);

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];
    }

    /// <summary>The record's index, or -1.</summary>
    public int Find(Key128 key)
    {
        uint[] slots = _slots;
        uint mask = (uint)slots.Length - 1;
        ulong hash = HashOf(key);
        uint tag = TagOf(hash, mask);
        for (uint at = (uint)(hash >> _shift); slots[at] != 0; at = (at + 1) & mask)
        {
            uint slot = slots[at];
            if (((slot ^ tag) & ~mask) == 0)
            {
                int index = (int)(slot & mask) - 1;
                if (this[index].Key == key)
                {
                    return index;
                }
            }
        }

        return -1;
    }

    /// <summary>Adds a record whose key is not there yet.</summary>
    public int Add(in T record)
    {
        if (4L * (Count + 1) > 3L * _slots.Length)
        {
            Index(checked(_slots.Length * 2));
        }

        int index = Append(record);
        Place(record.Key, index);
        return index;
    }

    /// <summary>Drops records and closes the gaps; those that stay keep their order.</summary>
    /// <param name="moves">The new index of each record, ascending; -1 drops it.</param>
    public void Retain(ReadOnlySpan<int> moves)
    {
        int kept = 0;
        for (int from = 0; from < moves.Length; from++)
        {
            if (moves[from] >= 0)
            {
                this[kept++] = this[from];
            }
        }

        Count = kept;
        Array.Resize(ref _chunks, (kept + ChunkSize - 1) >> ChunkBits);
        Index(Math.Max(MinSlots, (int)BitOperations.RoundUpToPowerOf2((uint)(kept + (kept / 2) + 1))));
    }

    /// <summary>Drops all records, and keeps their room.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_slots);
    }

    private int Append(in T record)
    {
        int index = Count++;
        if (index >> ChunkBits == _chunks.Length)
        {
            Array.Resize(ref _chunks, _chunks.Length + 1);

            // Every record is written as a whole before anybody reads it.
            _chunks[^1] = GC.AllocateUninitializedArray<T>(ChunkSize);
        }

        this[index] = record;
        return index;
    }

    private void Index(int size)
    {
        _slots = new uint[size];
        _shift = 64 - BitOperations.Log2((uint)size);
        for (int index = 0; index < Count; index++)
        {
            Place(this[index].Key, index);
        }
    }

    private static ulong NextMultiplier()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong HashOf(Key128 key) => (key.Low ^ BitOperations.RotateLeft(key.High, 32)) * _multiplier;

    /// <summary>The bits below those that choose the first slot, where a slot has room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TagOf(ulong hash, uint mask) => (uint)((hash << (64 - _shift)) >> 32) & ~mask;

    private void Place(Key128 key, int index)
    {
        uint[] slots = _slots;
        uint mask = (uint)slots.Length - 1;
        ulong hash = HashOf(key);
        uint at = (uint)(hash >> _shift);
        while (slots[at] != 0)
        {
            at = (at + 1) & mask;
        }

        slots[at] = TagOf(hash, mask) | (uint)(index + 1);
    }
}
