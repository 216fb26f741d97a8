// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>
/// The messages of one repeated field, read as they are enumerated: those of one message, or of all occurrences of a
/// singular message that is to be merged.
/// </summary>
public readonly ref struct CursorSequence<T>
    where T : struct, ICursor<T>, allows ref struct
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _parentField;
    private readonly int _field;

    /// <summary>All occurrences of <paramref name="field"/> in the message, or in a part of it that starts at a tag.</summary>
    public CursorSequence(ReadOnlySpan<byte> message, int field)
        : this(message, 0, field)
    {
    }

    /// <summary>All occurrences of <paramref name="field"/> in all occurrences of <paramref name="parentField"/>.</summary>
    internal CursorSequence(ReadOnlySpan<byte> message, int parentField, int field)
    {
        _bytes = message;
        _parentField = parentField;
        _field = field;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Counts by stepping over the messages; they are not read.</summary>
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
        private MessageEnumerator _parents;
        private MessageEnumerator _messages;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Enumerator(CursorSequence<T> sequence)
        {
            _field = sequence._field;
            if (sequence._parentField == 0)
            {
                _messages = new MessageEnumerator(sequence._bytes, _field);
            }
            else
            {
                _parents = new MessageEnumerator(sequence._bytes, sequence._parentField);
            }
        }

        /// <summary>Reads the current message: ask once per step.</summary>
        public readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => T.Read(_messages.Current);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext() => _messages.MoveNext() || MoveToNextParent();

        private bool MoveToNextParent()
        {
            while (_parents.MoveNext())
            {
                _messages = new MessageEnumerator(_parents.Current, _field);
                if (_messages.MoveNext())
                {
                    return true;
                }
            }

            return false;
        }
    }
}
