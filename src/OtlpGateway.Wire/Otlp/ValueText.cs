// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OtlpGateway.Wire.Numbers;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp;

/// <summary>
/// A value as text, as the Collector converts it: strings as they are, numbers and bool as JSON has them, bytes in base64,
/// nothing as the empty text, arrays and maps as compact JSON.
/// </summary>
public static class ValueText
{
    private const int LongestNumber = 32;

    private static readonly JsonWriterOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Appends the text, in UTF-8. Allocates for arrays and maps only.</summary>
    public static void Write(in ValueCursor value, ProtobufWriter destination)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                destination.WriteRaw(value.Bytes);
                break;
            case ValueKind.Bool:
                destination.WriteRaw(value.Bool ? "true"u8 : "false"u8);
                break;
            case ValueKind.Int:
                _ = Utf8Formatter.TryFormat(value.Int, destination.GetSpan(LongestNumber), out int digits);
                destination.Advance(digits);
                break;
            case ValueKind.Double:
                destination.Advance(JsonNumberText.Write(value.Double, destination.GetSpan(JsonNumberText.Room)));
                break;
            case ValueKind.Bytes:
                Span<byte> room = destination.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Bytes.Length));
                _ = Base64.EncodeToUtf8(value.Bytes, room, out _, out int written);
                destination.Advance(written);
                break;
            case ValueKind.Array or ValueKind.KeyValueList:
                using (var json = new Utf8JsonWriter(destination, Json))
                {
                    WriteJson(value, json);
                }

                break;
            default:
                break;
        }
    }

    // The edge refuses values that are nested deeper than a stack bears.
    private static void WriteJson(in ValueCursor value, Utf8JsonWriter json)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                json.WriteStringValue(value.Bytes);
                break;
            case ValueKind.Bool:
                json.WriteBooleanValue(value.Bool);
                break;
            case ValueKind.Int:
                json.WriteNumberValue(value.Int);
                break;
            case ValueKind.Double:
                WriteNumber(value.Double, json);
                break;
            case ValueKind.Bytes:
                json.WriteBase64StringValue(value.Bytes);
                break;
            case ValueKind.Array:
                json.WriteStartArray();
                foreach (ValueCursor item in value.Array)
                {
                    WriteJson(item, json);
                }

                json.WriteEndArray();
                break;
            case ValueKind.KeyValueList:
                json.WriteStartObject();
                foreach (KeyValueCursor entry in value.KeyValues)
                {
                    json.WritePropertyName(entry.Key);
                    WriteJson(entry.Value, json);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteNumber(double value, Utf8JsonWriter json)
    {
        Span<byte> text = stackalloc byte[JsonNumberText.Room];
        text = text[..JsonNumberText.Write(value, text)];
        if (double.IsFinite(value))
        {
            json.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }
}
