// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// The fields of one message in declaration order, found by JSON key (either spelling) or by number without a string
/// being made of the key. Immutable once <see cref="Define"/> was called.
/// </summary>
internal sealed class MessageSchema
{
    /// <summary>Declared field indexes fit the bits that mark which fields an object has had.</summary>
    public const int MaxFields = 32;

    private const int MaxDirectNumber = 32;

    private readonly byte[] _byNumber = new byte[MaxDirectNumber];
    private JsonField[] _fields = [];
    private Entry[] _slots = [];
    private int _shift;
    private JsonField? _legacy;

    /// <summary>The fields in the order of the schema file, which is the order they are written in.</summary>
    public ReadOnlySpan<JsonField> Fields => _fields;

    /// <summary>Gives the message its fields; apart from construction, since messages refer to each other in circles.</summary>
    public MessageSchema Define(params JsonField[] fields)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, MaxFields);
        _fields = fields;
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(fields.Length * 4, 4));
        _slots = new Entry[capacity];
        _shift = 64 - BitOperations.Log2((uint)capacity);
        for (int i = 0; i < fields.Length; i++)
        {
            JsonField field = fields[i];
            field.Index = i;
            _byNumber[field.Number] = (byte)(i + 1);
            _legacy = field.LegacyNumber != 0 ? field : _legacy;
            Insert(field.Name, field);
            if (field.SnakeName != field.Name)
            {
                Insert(field.SnakeName, field);
            }
        }

        return this;
    }

    /// <summary>The field that an unescaped JSON key names, or null.</summary>
    public JsonField? Find(ReadOnlySpan<byte> key)
    {
        if (_slots.Length == 0)
        {
            return null;
        }

        for (int slot = (int)(Hash(key) >> _shift); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly Entry entry = ref _slots[slot];
            if (entry.Field is null || key.SequenceEqual(entry.Key))
            {
                return entry.Field;
            }
        }
    }

    /// <summary>The field of that number, or null. The legacy number finds the field that took its place.</summary>
    public JsonField? Find(int number)
    {
        if ((uint)number < MaxDirectNumber)
        {
            int index = _byNumber[number];
            return index == 0 ? null : _fields[index - 1];
        }

        return _legacy is not null && _legacy.LegacyNumber == number ? _legacy : null;
    }

    private void Insert(string name, JsonField field)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        int slot = (int)(Hash(key) >> _shift);
        while (_slots[slot].Field is not null)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = new Entry(key, field);
    }

    /// <summary>Both ends of the key and its length tell all OTLP keys of a message apart; collisions are probed.</summary>
    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        ulong head;
        ulong tail;
        if (key.Length >= sizeof(ulong))
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(key);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]);
        }
        else if (key.Length >= sizeof(uint))
        {
            head = BinaryPrimitives.ReadUInt32LittleEndian(key);
            tail = BinaryPrimitives.ReadUInt32LittleEndian(key[^sizeof(uint)..]);
        }
        else
        {
            head = key.Length > 0 ? key[0] : 0u;
            tail = key.Length > 0 ? key[^1] : 0u;
        }

        return ((head ^ BitOperations.RotateLeft(tail, 29)) + (uint)key.Length) * 0x9E3779B97F4A7C15;
    }

    private readonly record struct Entry(byte[] Key, JsonField Field);
}
