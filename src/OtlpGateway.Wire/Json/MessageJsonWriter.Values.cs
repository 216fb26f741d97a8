// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>The values that are no messages.</summary>
internal sealed partial class MessageJsonWriter
{
    private const int MaxIdOnStack = 64;

    private WireFault WriteSingle(JsonField field, ReadOnlySpan<byte> occurrence)
    {
        ProtobufReader reader = new(occurrence);
        reader.Read();
        bool isDefault = field.Kind switch
        {
            FieldKind.String or FieldKind.Bytes => reader.Bytes.IsEmpty,
            FieldKind.HexId => !reader.Bytes.ContainsAnyExcept((byte)0),
            _ => reader.Scalar == 0,
        };
        if (isDefault && !field.HasPresence)
        {
            return WireFault.None;
        }

        _json.WritePropertyName(field.EncodedName);
        if (field.WireType == WireType.Length)
        {
            WriteText(field.Kind, reader.Bytes);
        }
        else
        {
            WriteScalar(field.Kind, reader.Scalar);
        }

        return WireFault.None;
    }

    private void WriteText(FieldKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case FieldKind.String:
                _json.WriteStringValue(value);
                break;
            case FieldKind.Bytes:
                _json.WriteBase64StringValue(value);
                break;
            default:
                WriteHex(value);
                break;
        }
    }

    private void WriteHex(ReadOnlySpan<byte> id)
    {
        byte[]? rented = id.Length > MaxIdOnStack ? ArrayPool<byte>.Shared.Rent(id.Length * 2) : null;
        Span<byte> digits = rented ?? stackalloc byte[MaxIdOnStack * 2];
        Convert.TryToHexStringLower(id, digits, out int written);
        _json.WriteStringValue(digits[..written]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private WireFault WritePacked(JsonField field, ReadOnlySpan<byte> chunk)
    {
        if (field.WireType == WireType.Fixed64)
        {
            for (; chunk.Length >= sizeof(ulong); chunk = chunk[sizeof(ulong)..])
            {
                WriteScalar(field.Kind, BinaryPrimitives.ReadUInt64LittleEndian(chunk));
            }

            return chunk.IsEmpty ? WireFault.None : WireFault.BadPackedLength;
        }

        int position = 0;
        while (position < chunk.Length)
        {
            if (!Varint.TryRead(chunk, ref position, out ulong bits, out WireFault fault))
            {
                return fault;
            }

            WriteScalar(field.Kind, bits);
        }

        return WireFault.None;
    }

    private void WriteScalar(FieldKind kind, ulong bits)
    {
        switch (kind)
        {
            case FieldKind.Bool:
                _json.WriteBooleanValue(bits != 0);
                break;
            case FieldKind.UInt32 or FieldKind.Fixed32:
                _json.WriteNumberValue((uint)bits);
                break;
            case FieldKind.SInt32:
                _json.WriteNumberValue((int)((uint)bits >> 1) ^ -(int)((uint)bits & 1));
                break;
            case FieldKind.Int32 or FieldKind.Enum:
                _json.WriteNumberValue((int)bits);
                break;
            case FieldKind.Double:
                WriteDouble(_json, BitConverter.UInt64BitsToDouble(bits));
                break;
            default:
                WriteInteger(bits, isSigned: kind is FieldKind.Int64 or FieldKind.SFixed64);
                break;
        }
    }

    /// <summary>64-bit integers are strings, since many readers of JSON have only doubles.</summary>
    private void WriteInteger(ulong bits, bool isSigned)
    {
        Span<byte> digits = stackalloc byte[20];
        int written;
        _ = isSigned ? Utf8Formatter.TryFormat((long)bits, digits, out written) : Utf8Formatter.TryFormat(bits, digits, out written);
        _json.WriteStringValue(digits[..written]);
    }

    /// <summary>Writes what JSON has no number for as a string.</summary>
    internal static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }
}
