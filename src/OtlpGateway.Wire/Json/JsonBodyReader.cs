// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Makes of any JSON object the body of a log record, as the Collector's encoding <c>json</c> does: objects become maps,
/// numbers doubles, null the empty value.
/// </summary>
public static class JsonBodyReader
{
    /// <summary>How deep objects and arrays may nest: less than what the check at the edge allows for values.</summary>
    public const int MaxDepth = 64;

    /// <summary>
    /// Appends the content of an AnyValue for the object in <paramref name="utf8"/>. Null when that went well; else what is
    /// wrong, and the destination is as it was.
    /// </summary>
    public static string? Read(ReadOnlySpan<byte> utf8, ProtobufWriter destination)
    {
        int start = destination.Length;
        string? fault;
        try
        {
            fault = ReadObject(utf8, destination);
        }
        catch (JsonException error)
        {
            // The framework's reader throws on a syntax error; its message has the place and none of the text's secrets.
            fault = $"not JSON at line {error.LineNumber}, byte {error.BytePositionInLine}";
        }

        if (fault is not null)
        {
            destination.Truncate(start);
        }

        return fault;
    }

    private static string? ReadObject(ReadOnlySpan<byte> utf8, ProtobufWriter destination)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "not a JSON object";
        }

        WriteValue(ref reader, destination);
        return reader.Read() ? "more than one JSON object" : null;
    }

    /// <summary>The content of an AnyValue.</summary>
    private static void WriteValue(ref Utf8JsonReader reader, ProtobufWriter destination)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, destination);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, destination);
                break;
            case JsonTokenType.String:
                WriteText(CommonFields.AnyValue.StringValue, ref reader, destination);
                break;
            case JsonTokenType.Number:
                // A number beyond what a double holds becomes an infinity there.
                _ = reader.TryGetDouble(out double number);
                destination.WriteDoubleField(CommonFields.AnyValue.DoubleValue, number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                destination.WriteBoolField(CommonFields.AnyValue.BoolValue, reader.TokenType == JsonTokenType.True);
                break;
            default:
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, ProtobufWriter destination)
    {
        int map = destination.BeginMessage(CommonFields.AnyValue.KvlistValue);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            int pair = destination.BeginMessage(CommonFields.KeyValueList.Values);
            WriteText(CommonFields.KeyValue.Key, ref reader, destination);
            reader.Read();
            int value = destination.BeginMessage(CommonFields.KeyValue.Value);
            WriteValue(ref reader, destination);
            destination.EndMessage(value);
            destination.EndMessage(pair);
        }

        destination.EndMessage(map);
    }

    private static void WriteArray(ref Utf8JsonReader reader, ProtobufWriter destination)
    {
        int list = destination.BeginMessage(CommonFields.AnyValue.ArrayValue);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int element = destination.BeginMessage(CommonFields.ArrayValue.Values);
            WriteValue(ref reader, destination);
            destination.EndMessage(element);
        }

        destination.EndMessage(list);
    }

    private static void WriteText(int field, ref Utf8JsonReader reader, ProtobufWriter destination)
    {
        if (!reader.ValueIsEscaped)
        {
            destination.WriteBytesField(field, reader.ValueSpan);
            return;
        }

        int text = destination.BeginMessage(field, reader.ValueSpan.Length);
        Span<byte> unescaped = destination.GetSpan(reader.ValueSpan.Length);
        int replaced = 0;
        destination.Advance(JsonText.Unescape(reader.ValueSpan, unescaped, ref replaced));
        destination.EndMessage(text);
    }
}
