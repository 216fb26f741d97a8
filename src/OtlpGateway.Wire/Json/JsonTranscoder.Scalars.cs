// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>Numbers, booleans and enums: each is read as the bits that its wire form carries.</summary>
internal ref partial struct JsonTranscoder
{
    private JsonFault ReadScalar(JsonField field, out ulong bits)
    {
        bits = 0;
        switch (_json.TokenType)
        {
            case JsonTokenType.Number when field.Kind != FieldKind.Bool:
                return ReadNumber(field, _json.ValueSpan, out bits);
            case JsonTokenType.String when field.Kind != FieldKind.Bool:
                return ReadNumberText(field, out bits);
            case JsonTokenType.True or JsonTokenType.False when field.Kind == FieldKind.Bool:
                bits = _json.TokenType == JsonTokenType.True ? 1u : 0u;
                return JsonFault.None;
            case JsonTokenType.StartObject when Is64Bit(field.Kind):
                return ReadLongBits(out bits);
            default:
                return FaultHere(JsonFault.WrongType, Expectation(field.Kind));
        }
    }

    private JsonFault ReadNumberText(JsonField field, out ulong bits)
    {
        Span<byte> scratch = stackalloc byte[MaxEscapedLength];
        if (!TryGetText(scratch, out ReadOnlySpan<byte> text))
        {
            bits = 0;
            return FaultHere(JsonFault.BadNumber, Expectation(field.Kind));
        }

        return field.Kind == FieldKind.Enum && text.Length > 0 && char.IsAsciiLetter((char)text[0])
            ? ReadEnumName(field, text, out bits)
            : ReadNumber(field, text, out bits);
    }

    private JsonFault ReadNumber(JsonField field, scoped ReadOnlySpan<byte> text, out ulong bits)
    {
        JsonFault fault;
        if (field.Kind == FieldKind.Double)
        {
            fault = JsonDouble.Parse(text, out double value);
            bits = BitConverter.DoubleToUInt64Bits(value);
        }
        else
        {
            fault = JsonInteger.Parse(text, out bool negative, out bits);
            fault = fault == JsonFault.None ? Fit(field.Kind, negative, ref bits) : fault;
        }

        return fault == JsonFault.None ? fault : FaultHere(fault, Expectation(field.Kind));
    }

    /// <summary>Turns a magnitude into the bits that the wire carries, if the type can hold it.</summary>
    private static JsonFault Fit(FieldKind kind, bool negative, ref ulong bits)
    {
        (ulong max, ulong min) = kind switch
        {
            FieldKind.Int32 or FieldKind.SInt32 or FieldKind.Enum => ((ulong)int.MaxValue, 1UL << 31),
            FieldKind.Int64 or FieldKind.SFixed64 => ((ulong)long.MaxValue, 1UL << 63),
            FieldKind.UInt32 or FieldKind.Fixed32 => ((ulong)uint.MaxValue, 0UL),
            _ => (ulong.MaxValue, 0UL),
        };
        if (bits > (negative ? min : max))
        {
            return JsonFault.OutOfRange;
        }

        bits = negative ? 0 - bits : bits;
        if (kind == FieldKind.SInt32)
        {
            bits = Varint.ZigZag((long)bits);
        }

        return JsonFault.None;
    }

    private JsonFault ReadEnumName(JsonField field, scoped ReadOnlySpan<byte> name, out ulong bits)
    {
        bits = 0;
        Span<char> chars = stackalloc char[64];
        if (name.Length > chars.Length
            || !Ascii.IsValid(name)
            || !field.EnumNames!.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(chars[..Encoding.ASCII.GetChars(name, chars)], out int value))
        {
            return FaultHere(JsonFault.UnknownEnumName, null);
        }

        bits = (uint)value;
        return JsonFault.None;
    }

    /// <summary>What old JavaScript exporters write for 64-bit numbers: <c>{"low":1,"high":2}</c>, signed or not.</summary>
    private JsonFault ReadLongBits(out ulong bits)
    {
        bits = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            int shift = _json.ValueTextEquals("low"u8) ? 0 : _json.ValueTextEquals("high"u8) ? 32 : -1;
            _json.Read();
            if (shift < 0)
            {
                _json.Skip();
                continue;
            }

            if (_json.TokenType != JsonTokenType.Number
                || JsonInteger.Parse(_json.ValueSpan, out bool negative, out ulong magnitude) != JsonFault.None
                || magnitude > (negative ? 1UL << 31 : uint.MaxValue))
            {
                return FaultHere(JsonFault.BadNumber, "a 32-bit half of an integer");
            }

            bits &= ~((ulong)uint.MaxValue << shift);
            bits |= (ulong)(uint)(negative ? 0 - magnitude : magnitude) << shift;
        }

        return JsonFault.None;
    }

    private readonly void WriteScalar(JsonField field, ulong bits)
    {
        switch (field.WireType)
        {
            case WireType.Fixed64:
                _writer.WriteFixed64Field(field.Number, bits);
                break;
            case WireType.Fixed32:
                _writer.WriteFixed32Field(field.Number, (uint)bits);
                break;
            default:
                _writer.WriteVarintField(field.Number, bits);
                break;
        }
    }

    private readonly void WritePackedElement(JsonField field, ulong bits)
    {
        if (field.WireType == WireType.Fixed64)
        {
            _writer.WriteFixed64(bits);
        }
        else
        {
            _writer.WriteVarint(bits);
        }
    }

    private static bool Is64Bit(FieldKind kind) =>
        kind is FieldKind.Int64 or FieldKind.UInt64 or FieldKind.Fixed64 or FieldKind.SFixed64;

    private static string Expectation(FieldKind kind) => kind switch
    {
        FieldKind.Bool => "true or false",
        FieldKind.Double => "a number",
        FieldKind.UInt32 or FieldKind.Fixed32 => "an unsigned 32-bit integer",
        FieldKind.UInt64 or FieldKind.Fixed64 => "an unsigned 64-bit integer",
        FieldKind.Int64 or FieldKind.SFixed64 => "a 64-bit integer",
        _ => "a 32-bit integer",
    };
}
