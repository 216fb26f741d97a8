// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// What <see cref="ProtobufReader"/> does, for messages that are nearly all one repeated field of up to 16 KiB each: a
/// scope's spans, a metric's points.
/// </summary>
internal ref struct FieldCursor
{
    private readonly ReadOnlySpan<byte> _message;
    private readonly byte _repeatedTag;
    private int _position;

    /// <param name="message">The message.</param>
    /// <param name="repeatedTag">The tag of the repeated field, a byte; its wire type is a length.</param>
    internal FieldCursor(ReadOnlySpan<byte> message, byte repeatedTag)
    {
        _message = message;
        _repeatedTag = repeatedTag;
    }

    /// <summary>The current field's tag.</summary>
    internal uint Tag { get; private set; }

    /// <summary>The value of a field without a length.</summary>
    internal ulong Scalar { get; private set; }

    /// <summary>Where the value of a field with a length is, in the message.</summary>
    internal ByteRange Value { get; private set; }

    /// <summary>Why reading stopped; nothing at the message's end.</summary>
    internal WireFault Fault { get; private set; }

    /// <summary>Moves to the next field. False at the end of the message and on a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Read()
    {
        int start = _position + 3;
        if (start <= _message.Length && _message[_position] == _repeatedTag)
        {
            int length = _message[start - 2];
            if (length >= 0x80)
            {
                length += (_message[start - 1] - 1) << 7;
            }
            else
            {
                start--;
            }

            if (length < 1 << 14 && length <= _message.Length - start)
            {
                Tag = _repeatedTag;
                Value = new ByteRange(start, length);
                _position = start + length;
                return true;
            }
        }

        return ReadAny();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadAny()
    {
        ProtobufReader reader = new(_message[_position..]);
        bool read = reader.Read();
        Tag = reader.Tag;
        Scalar = reader.Scalar;
        Value = new ByteRange(_position + reader.ValueStart, reader.Position - reader.ValueStart);
        Fault = reader.Fault;
        _position += reader.Position;
        return read;
    }
}
