// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>
/// A repeated 64-bit number, fixed or varint, however its elements are chunked: packed, in several packed chunks,
/// unpacked, or mixed.
/// </summary>
public readonly ref struct CountSequence
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _parentField;
    private readonly int _field;
    private readonly WireType _element;

    internal CountSequence(ReadOnlySpan<byte> message, int field, WireType element)
        : this(message, 0, field, element)
    {
    }

    internal CountSequence(ReadOnlySpan<byte> message, int parentField, int field, WireType element)
    {
        _bytes = message;
        _parentField = parentField;
        _field = field;
        _element = element;
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>
    /// All elements at once, where they are of fixed width and came in one packed chunk, as most senders write them. False
    /// where they have to be enumerated. The bytes are little-endian and not aligned.
    /// </summary>
    public bool TryGetPacked(out ReadOnlySpan<byte> elements)
    {
        elements = default;
        if (_parentField != 0 || _element != WireType.Fixed64)
        {
            return false;
        }

        ProtobufReader fields = new(_bytes);
        if (!fields.Read())
        {
            return true;
        }

        if (fields.Field != _field || fields.Type != WireType.Length)
        {
            return false;
        }

        elements = fields.Bytes;
        return elements.Length % sizeof(ulong) == 0 && !fields.Read();
    }

    /// <summary>Counts by stepping through.</summary>
    public int Count()
    {
        int count = 0;
        Enumerator enumerator = GetEnumerator();
        while (enumerator.MoveNext())
        {
            count++;
        }

        return count;
    }

    public ref struct Enumerator
    {
        private readonly int _field;
        private readonly WireType _element;
        private MessageEnumerator _parents;
        private ProtobufReader _fields;
        private ReadOnlySpan<byte> _chunk;

        internal Enumerator(CountSequence sequence)
        {
            _field = sequence._field;
            _element = sequence._element;
            if (sequence._parentField == 0)
            {
                _fields = new ProtobufReader(sequence._bytes);
            }
            else
            {
                _parents = new MessageEnumerator(sequence._bytes, sequence._parentField);
            }
        }

        public ulong Current { get; private set; }

        public bool MoveNext()
        {
            while (true)
            {
                if (!_chunk.IsEmpty)
                {
                    return ReadElement();
                }

                if (!_fields.Read())
                {
                    if (!_parents.MoveNext())
                    {
                        return false;
                    }

                    _fields = new ProtobufReader(_parents.Current);
                    continue;
                }

                if (_fields.Field != _field)
                {
                    continue;
                }

                if (_fields.Type == _element)
                {
                    Current = _fields.Scalar;
                    return true;
                }

                if (_fields.Type == WireType.Length)
                {
                    _chunk = _fields.Bytes;
                }
            }
        }

        /// <summary>False for an element that is cut off, which the edge lets nothing pass with.</summary>
        private bool ReadElement()
        {
            if (_element == WireType.Fixed64)
            {
                bool read = BinaryPrimitives.TryReadUInt64LittleEndian(_chunk, out ulong bits);
                Current = bits;
                _chunk = read ? _chunk[sizeof(ulong)..] : default;
                return read;
            }

            int at = 0;
            bool complete = Varint.TryRead(_chunk, ref at, out ulong value, out _);
            Current = value;
            _chunk = complete ? _chunk[at..] : default;
            return complete;
        }
    }
}
