// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Text;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Numbers;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// The string form of an AnyValue, as OpenTelemetry defines it for non-string attribute values: bool and numbers as JSON
/// has them, bytes in base64, nothing as the empty string, arrays and maps as compact JSON in which nothing is null.
/// </summary>
internal static class AnyValueText
{
    /// <summary>Deeper than any parser takes; the edge refuses such requests.</summary>
    internal const int MaxDepth = 100;

    /// <summary>
    /// Reads the value at the top level. A string is found in place; everything else is rendered into
    /// <paramref name="text"/>. False when the bytes are malformed.
    /// </summary>
    /// <param name="anyValue">The AnyValue message.</param>
    /// <param name="text">Takes what is rendered, behind what is there.</param>
    /// <param name="inPlace">Where in <paramref name="anyValue"/> the string is; meaningless when rendered.</param>
    /// <param name="rendered">True when the text is what was appended.</param>
    internal static bool TryRead(ReadOnlySpan<byte> anyValue, ColumnBuffer text, out ByteRange inPlace, out bool rendered)
    {
        inPlace = default;
        rendered = false;
        int start = text.Length;
        ProtobufReader reader = new(anyValue);
        while (reader.Read())
        {
            // A later member of the oneof replaces an earlier one.
            text.Truncate(start);
            rendered = false;
            inPlace = default;
            switch (reader.Tag)
            {
                case (AnyValue.StringValue << 3) | (int)WireType.Length:
                    inPlace = new ByteRange(reader.ValueStart, reader.Position - reader.ValueStart);
                    break;
                case (AnyValue.DoubleValue << 3) | (int)WireType.Fixed64:
                    rendered = true;
                    AppendNumber(reader.Double, text);
                    break;
                case (AnyValue.BytesValue << 3) | (int)WireType.Length:
                    rendered = true;
                    AppendBase64(reader.Bytes, text);
                    break;
                default:
                    rendered = true;
                    if (!TryAppendMember(reader, text, 0, topLevel: true))
                    {
                        return false;
                    }

                    break;
            }
        }

        return reader.Fault == WireFault.None;
    }

    private static bool TryAppendJson(ReadOnlySpan<byte> anyValue, ColumnBuffer text, int depth)
    {
        int start = text.Length;
        ProtobufReader reader = new(anyValue);
        while (reader.Read())
        {
            text.Truncate(start);
            if (!TryAppendMember(reader, text, depth, topLevel: false))
            {
                return false;
            }
        }

        if (text.Length == start)
        {
            text.Append("null"u8);
        }

        return reader.Fault == WireFault.None;
    }

    private static bool TryAppendMember(ProtobufReader member, ColumnBuffer text, int depth, bool topLevel)
    {
        switch (member.Tag)
        {
            case (AnyValue.StringValue << 3) | (int)WireType.Length:
                AppendQuoted(member.Bytes, text);
                return true;
            case (AnyValue.BoolValue << 3) | (int)WireType.Varint:
                text.Append(member.Bool ? "true"u8 : "false"u8);
                return true;
            case (AnyValue.IntValue << 3) | (int)WireType.Varint:
                _ = Utf8Formatter.TryFormat(member.Int64, text.Reserve(20), out int written);
                text.Advance(written);
                return true;
            case (AnyValue.DoubleValue << 3) | (int)WireType.Fixed64:
                AppendQuotedIfNotFinite(member.Double, text);
                return true;
            case (AnyValue.BytesValue << 3) | (int)WireType.Length:
                text.AppendByte((byte)'"');
                AppendBase64(member.Bytes, text);
                text.AppendByte((byte)'"');
                return true;
            case (AnyValue.ArrayValue << 3) | (int)WireType.Length:
                return TryAppendArray(member.Bytes, text, depth + 1);
            case (AnyValue.KvlistValue << 3) | (int)WireType.Length:
                return TryAppendMap(member.Bytes, text, depth + 1);
            default:
                // Unknown members, and those of other signals, are no value.
                text.Append(topLevel ? ""u8 : "null"u8);
                return true;
        }
    }

    private static bool TryAppendArray(ReadOnlySpan<byte> array, ColumnBuffer text, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        text.AppendByte((byte)'[');
        bool first = true;
        ProtobufReader reader = new(array);
        while (reader.Read())
        {
            if (reader.Tag != ((ArrayValue.Values << 3) | (int)WireType.Length))
            {
                continue;
            }

            AppendComma(ref first, text);
            if (!TryAppendJson(reader.Bytes, text, depth))
            {
                return false;
            }
        }

        text.AppendByte((byte)']');
        return reader.Fault == WireFault.None;
    }

    private static bool TryAppendMap(ReadOnlySpan<byte> list, ColumnBuffer text, int depth)
    {
        if (depth > MaxDepth)
        {
            return false;
        }

        text.AppendByte((byte)'{');
        bool first = true;
        ProtobufReader reader = new(list);
        while (reader.Read())
        {
            if (reader.Tag != ((KeyValueList.Values << 3) | (int)WireType.Length))
            {
                continue;
            }

            AppendComma(ref first, text);
            if (!TryAppendEntry(reader.Bytes, text, depth))
            {
                return false;
            }
        }

        text.AppendByte((byte)'}');
        return reader.Fault == WireFault.None;
    }

    private static bool TryAppendEntry(ReadOnlySpan<byte> keyValue, ColumnBuffer text, int depth)
    {
        if (!KeyValueReader.TryRead(keyValue, out ByteRange key, out ByteRange value))
        {
            return false;
        }

        AppendQuoted(key.Of(keyValue), text);
        text.AppendByte((byte)':');
        return TryAppendJson(value.Of(keyValue), text, depth);
    }

    private static void AppendComma(ref bool first, ColumnBuffer text)
    {
        if (!first)
        {
            text.AppendByte((byte)',');
        }

        first = false;
    }

    private static void AppendNumber(double value, ColumnBuffer text) =>
        text.Advance(JsonNumberText.Write(value, text.Reserve(JsonNumberText.Room)));

    private static void AppendQuotedIfNotFinite(double value, ColumnBuffer text)
    {
        if (double.IsFinite(value))
        {
            AppendNumber(value, text);
            return;
        }

        text.AppendByte((byte)'"');
        AppendNumber(value, text);
        text.AppendByte((byte)'"');
    }

    private static void AppendBase64(ReadOnlySpan<byte> bytes, ColumnBuffer text)
    {
        Span<byte> room = text.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length));
        _ = Base64.EncodeToUtf8(bytes, room, out _, out int written);
        text.Advance(written);
    }

    private static void AppendQuoted(ReadOnlySpan<byte> value, ColumnBuffer text)
    {
        text.AppendByte((byte)'"');
        while (!value.IsEmpty)
        {
            int run = value.IndexOfAny(JsonEscapes.NeedsEscape);
            run = run < 0 ? value.Length : run;
            text.Append(value[..run]);
            if (run == value.Length)
            {
                break;
            }

            JsonEscapes.Append(value[run], text);
            value = value[(run + 1)..];
        }

        text.AppendByte((byte)'"');
    }
}
