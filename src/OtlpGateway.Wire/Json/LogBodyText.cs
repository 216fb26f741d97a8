// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Writes a log body alone, as the Collector's encoding <c>raw</c> does: bytes as they are, anything else as plain JSON (a
/// text is a JSON string), nothing for an empty body. What JSON has no number for becomes a string.
/// </summary>
public static class LogBodyText
{
    [ThreadStatic]
    private static Writer? Pooled;

    /// <summary>Appends the body.</summary>
    /// <param name="body">From a request that the edge has checked, which bounds how deep values nest.</param>
    public static void Write(ValueCursor body, IBufferWriter<byte> destination)
    {
        switch (body.Kind)
        {
            case ValueKind.Empty:
                break;
            case ValueKind.Bytes:
                destination.Write(body.Bytes);
                break;
            default:
                Writer writer = Pooled ?? new Writer();
                Pooled = null;
                writer.Write(body, destination);
                Pooled = writer;
                break;
        }
    }

    [SuppressMessage("Design", "CA1001", Justification = "The JSON writer only borrows its output: there is nothing to release.")]
    private sealed class Writer
    {
        private readonly RedirectedBuffer _output = new();
        private readonly Utf8JsonWriter _json;

        public Writer() => _json = new Utf8JsonWriter(_output, OtlpJsonWriter.Options);

        public void Write(ValueCursor value, IBufferWriter<byte> destination)
        {
            _output.SetTarget(destination);
            WriteValue(value);
            _json.Flush();
            _json.Reset();
            _output.SetTarget(null);
        }

        private void WriteValue(ValueCursor value)
        {
            switch (value.Kind)
            {
                case ValueKind.String:
                    _json.WriteStringValue(value.Bytes);
                    break;
                case ValueKind.Bytes:
                    _json.WriteBase64StringValue(value.Bytes);
                    break;
                case ValueKind.Bool:
                    _json.WriteBooleanValue(value.Bool);
                    break;
                case ValueKind.Int:
                    _json.WriteNumberValue(value.Int);
                    break;
                case ValueKind.Double:
                    MessageJsonWriter.WriteDouble(_json, value.Double);
                    break;
                case ValueKind.Array:
                    WriteArray(value.Array);
                    break;
                case ValueKind.KeyValueList:
                    WriteMap(value.KeyValues);
                    break;
                default:
                    _json.WriteNullValue();
                    break;
            }
        }

        private void WriteArray(CursorSequence<ValueCursor> elements)
        {
            _json.WriteStartArray();
            foreach (ValueCursor element in elements)
            {
                WriteValue(element);
            }

            _json.WriteEndArray();
        }

        private void WriteMap(CursorSequence<KeyValueCursor> pairs)
        {
            _json.WriteStartObject();
            foreach (KeyValueCursor pair in pairs)
            {
                _json.WritePropertyName(pair.Key);
                WriteValue(pair.Value);
            }

            _json.WriteEndObject();
        }
    }
}
