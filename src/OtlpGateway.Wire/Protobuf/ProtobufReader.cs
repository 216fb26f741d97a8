// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Protobuf;

/// <summary>
/// A forward cursor over the fields of one protobuf message. It borrows the bytes, allocates nothing, never throws on
/// malformed input and never relies on field order: call <see cref="Read"/> until it returns false, then look at
/// <see cref="Fault"/>.
/// </summary>
/// <remarks>Encoding: https://protobuf.dev/programming-guides/encoding/. Groups are skipped as a whole.</remarks>
public ref struct ProtobufReader
{
    /// <summary>How deep groups may nest inside an unknown field.</summary>
    public const int MaxGroupDepth = 100;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _fieldStart;
    private int _valueStart;
    private ulong _scalar;
    private uint _tag;
    private WireFault _fault;

    public ProtobufReader(ReadOnlySpan<byte> message)
    {
        _bytes = message;
    }

    /// <summary>The field number of the current field.</summary>
    public readonly int Field => (int)(_tag >> 3);

    /// <summary>The wire type of the current field.</summary>
    public readonly WireType Type => (WireType)(_tag & 7);

    /// <summary>The current field's tag as it stands on the wire: <c>number &lt;&lt; 3 | type</c>.</summary>
    public readonly uint Tag => _tag;

    /// <summary>Why reading stopped; <see cref="WireFault.None"/> at the message's end.</summary>
    public readonly WireFault Fault => _fault;

    /// <summary>Offset just behind the current field, in bytes from the message's start.</summary>
    public readonly int Position => _position;

    /// <summary>Offset of the current field's tag, in bytes from the message's start.</summary>
    public readonly int FieldStart => _fieldStart;

    /// <summary>Offset of the current field's value: behind the tag and, for a length-delimited one, its length.</summary>
    public readonly int ValueStart => _valueStart;

    /// <summary>The whole current field, tag included: what a rewriter copies when it changes nothing.</summary>
    public readonly ReadOnlySpan<byte> FieldBytes => _bytes[_fieldStart.._position];

    /// <summary>The payload of a length-delimited field.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes[_valueStart.._position];

    /// <summary>The value of a varint, fixed64 or fixed32 field, zero-extended.</summary>
    public readonly ulong Scalar => _scalar;

    /// <summary>The scalar as int32: protobuf truncates wider varints.</summary>
    public readonly int Int32 => (int)_scalar;

    /// <summary>The scalar as uint32.</summary>
    public readonly uint UInt32 => (uint)_scalar;

    /// <summary>The scalar as int64 or sfixed64.</summary>
    public readonly long Int64 => (long)_scalar;

    /// <summary>The scalar as bool: any non-zero varint is true.</summary>
    public readonly bool Bool => _scalar != 0;

    /// <summary>The scalar as a double, bit for bit.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(_scalar);

    /// <summary>The scalar as a zigzag sint32.</summary>
    public readonly int SInt32 => Varint.UnZigZag32((uint)_scalar);

    /// <summary>Moves to the next field. False at the end of the message and on a fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read()
    {
        _fieldStart = _position;
        if ((uint)_position >= (uint)_bytes.Length || _fault != WireFault.None)
        {
            return false;
        }

        uint tag = _bytes[_position];
        if (tag < 0x80)
        {
            _position++;
        }
        else if (!TryReadLongTag(out tag))
        {
            return false;
        }

        _tag = tag;
        _valueStart = _position;
        if (tag < 8)
        {
            return Fail(WireFault.BadFieldNumber);
        }

        return (WireType)(tag & 7) switch
        {
            WireType.Length => ReadLength(),
            WireType.Varint => ReadScalarVarint(),
            WireType.Fixed64 => ReadFixed64(),
            WireType.Fixed32 => ReadFixed32(),
            WireType.StartGroup => SkipGroup(),
            WireType.EndGroup => Fail(WireFault.BadGroup),
            _ => Fail(WireFault.BadWireType),
        };
    }

    /// <summary>Stops reading: the caller found a field that its schema does not allow.</summary>
    public bool Fail(WireFault fault)
    {
        _fault = fault;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadLength()
    {
        ulong length;
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] < 0x80)
        {
            length = _bytes[_position++];
        }
        else if (!Varint.TryRead(_bytes, ref _position, out length, out _fault))
        {
            return false;
        }

        if (length > (ulong)(_bytes.Length - _position))
        {
            return Fail(WireFault.Truncated);
        }

        _valueStart = _position;
        _position += (int)length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadScalarVarint()
    {
        if ((uint)_position < (uint)_bytes.Length && _bytes[_position] < 0x80)
        {
            _scalar = _bytes[_position++];
            return true;
        }

        return Varint.TryRead(_bytes, ref _position, out _scalar, out _fault);
    }

    private bool ReadFixed64()
    {
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(_bytes[_position..], out _scalar))
        {
            return Fail(WireFault.Truncated);
        }

        _position += sizeof(ulong);
        return true;
    }

    private bool ReadFixed32()
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(_bytes[_position..], out uint value))
        {
            return Fail(WireFault.Truncated);
        }

        _scalar = value;
        _position += sizeof(uint);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadLongTag(out uint tag)
    {
        tag = 0;
        if (!Varint.TryRead(_bytes, ref _position, out ulong wide, out _fault))
        {
            return false;
        }

        tag = (uint)wide;
        return wide <= uint.MaxValue || Fail(WireFault.BadFieldNumber);
    }

    /// <summary>Skips to the end tag that closes the current group, without recursion.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool SkipGroup()
    {
        int start = _fieldStart;
        int valueStart = _valueStart;
        uint groupTag = _tag;
        Span<uint> open = stackalloc uint[MaxGroupDepth];
        int depth = 0;
        open[depth++] = groupTag;
        while (depth > 0)
        {
            if (_position >= _bytes.Length)
            {
                return Fail(WireFault.BadGroup);
            }

            if (!TryReadLongTag(out uint tag))
            {
                return false;
            }

            switch ((WireType)(tag & 7))
            {
                case WireType.StartGroup when depth == MaxGroupDepth:
                    return Fail(WireFault.TooDeep);
                case WireType.StartGroup:
                    open[depth++] = tag;
                    break;
                case WireType.EndGroup when (tag >> 3) == (open[depth - 1] >> 3):
                    depth--;
                    break;
                case WireType.EndGroup:
                    return Fail(WireFault.BadGroup);
                default:
                    if (!SkipScalarOrLength(tag))
                    {
                        return false;
                    }

                    break;
            }
        }

        _tag = groupTag;
        _fieldStart = start;
        _valueStart = valueStart;
        return true;
    }

    private bool SkipScalarOrLength(uint tag)
    {
        if (tag < 8)
        {
            return Fail(WireFault.BadFieldNumber);
        }

        return (WireType)(tag & 7) switch
        {
            WireType.Length => ReadLength(),
            WireType.Varint => ReadScalarVarint(),
            WireType.Fixed64 => ReadFixed64(),
            WireType.Fixed32 => ReadFixed32(),
            _ => Fail(WireFault.BadWireType),
        };
    }
}
