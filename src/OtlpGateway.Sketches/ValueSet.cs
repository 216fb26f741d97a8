// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace OtlpGateway.Sketches;

/// <summary>
/// The first N different values that came, by their hashes: 16 to 32 bytes for each place. One thread at a time writes;
/// others may read beside it.
/// </summary>
public sealed class ValueSet
{
    private readonly ulong[] _slots;
    private readonly int _capacity;
    private int _count;

    /// <param name="capacity">How many values there can be, from 1.</param>
    public ValueSet(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _slots = new ulong[BytesOf(capacity) / sizeof(ulong)];
    }

    /// <summary>What a set of this many values takes.</summary>
    public static int BytesOf(int capacity) => (int)BitOperations.RoundUpToPowerOf2((uint)capacity) * 2 * sizeof(ulong);

    public int Count => _count;

    public bool IsFull => _count == _capacity;

    public int MemoryBytes => _slots.Length * sizeof(ulong);

    /// <summary>True when the value is one of them, or becomes one.</summary>
    public bool Admit(ulong hash)
    {
        int slot = Slot(ref hash);
        if (Volatile.Read(ref _slots[slot]) == hash)
        {
            return true;
        }

        if (IsFull)
        {
            return false;
        }

        Volatile.Write(ref _slots[slot], hash);
        _count++;
        return true;
    }

    public bool Contains(ulong hash)
    {
        int slot = Slot(ref hash);
        return Volatile.Read(ref _slots[slot]) == hash;
    }

    /// <summary>The hashes, in no order.</summary>
    public IEnumerable<ulong> Hashes() => _slots.Where(hash => hash != 0);

    /// <summary>Where the hash is, or would be. There is always a free slot: half of them are.</summary>
    private int Slot(ref ulong hash)
    {
        hash = hash == 0 ? 1 : hash;
        int slot = (int)(hash & (ulong)(_slots.Length - 1));
        while (Volatile.Read(ref _slots[slot]) is var held && held != 0 && held != hash)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
