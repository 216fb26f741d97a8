// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// Distinct UTF-8 strings of one block, numbered from 0, which is the empty string. Open addressing on a hash that is
/// seeded per process, so that clients cannot choose keys that collide.
/// </summary>
internal sealed class StringDictionary : IDisposable
{
    private const int MinSlots = 64;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(Guid.NewGuid().ToByteArray()) | 1;

    private readonly ColumnBuffer _keys = new();
    private (int Start, int Length, uint Hash)[] _entries = new (int, int, uint)[MinSlots];
    private int[] _slots = new int[MinSlots];

    internal StringDictionary()
    {
        AddEmpty();
    }

    internal int Count { get; private set; }

    internal int ByteCount => _keys.Length;

    /// <summary>The keys, each with its length before it, in the order of their numbers.</summary>
    internal ReadOnlyMemory<byte> EncodedKeys => _keys.WrittenMemory;

    internal ReadOnlySpan<byte> this[int index] => _keys.WrittenSpan.Slice(_entries[index].Start, _entries[index].Length);

    /// <summary>True when the key with this number is <paramref name="key"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Is(int index, ReadOnlySpan<byte> key)
    {
        (int start, int length, _) = _entries[index];
        return length == key.Length && key.SequenceEqual(_keys.WrittenSpan.Slice(start, length));
    }

    /// <summary>The key's number. What is not UTF-8 is replaced first, so that it costs a little more.</summary>
    internal int FindOrAdd(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty)
        {
            return 0;
        }

        uint hash = Hash(key);
        int slot = Find(key, hash);
        if (_slots[slot] != 0)
        {
            return _slots[slot];
        }

        return Utf8Text.IsValid(key) ? Add(key, hash, slot) : FindOrAddReplaced(key);
    }

    internal void Clear()
    {
        if (_slots.Length > 1 << 16)
        {
            _slots = new int[MinSlots];
            _entries = new (int, int, uint)[MinSlots];
        }
        else
        {
            Array.Clear(_slots);
        }

        _keys.Clear();
        Count = 0;
        AddEmpty();
    }

    public void Dispose() => _keys.Dispose();

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = Seed ^ (uint)key.Length;
        while (key.Length > sizeof(ulong))
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(key));
            key = key[sizeof(ulong)..];
        }

        ulong tail = 0;
        for (int i = 0; i < key.Length; i++)
        {
            tail = (tail << 8) | key[i];
        }

        hash = Mix(hash ^ tail);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low ^ Seed;
    }

    private void AddEmpty()
    {
        // Number 0 is never looked up by hash, so a slot of 0 can mean that it is free.
        _keys.AppendByte(0);
        _entries[0] = (1, 0, 0);
        Count = 1;
    }

    private int Find(ReadOnlySpan<byte> key, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (_slots[slot] != 0)
        {
            int index = _slots[slot];
            if (_entries[index].Hash == hash && Is(index, key))
            {
                return slot;
            }

            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private int Add(ReadOnlySpan<byte> key, uint hash, int slot)
    {
        int index = Count++;
        if (index == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _keys.AppendString(key);
        _entries[index] = (_keys.Length - key.Length, key.Length, hash);
        _slots[slot] = index;
        if (Count * 2 > _slots.Length)
        {
            Rehash();
        }

        return index;
    }

    private int FindOrAddReplaced(ReadOnlySpan<byte> key)
    {
        using ColumnBuffer replaced = new();
        Utf8Text.AppendReplaced(key, replaced);
        return FindOrAdd(replaced.WrittenSpan);
    }

    private void Rehash()
    {
        int[] larger = new int[_slots.Length * 2];
        int mask = larger.Length - 1;
        for (int index = 1; index < Count; index++)
        {
            int slot = (int)_entries[index].Hash & mask;
            while (larger[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            larger[slot] = index;
        }

        _slots = larger;
    }
}
