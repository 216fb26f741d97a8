// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Writes one message after another as JSON, guided by the schemas. A first pass over a message's own fields finds where
/// each of them is, a second writes them in schema order. Recursion is bounded by <see cref="OtlpJsonWriter.MaxDepth"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The JSON writer only borrows its output: there is nothing to release.")]
internal sealed partial class MessageJsonWriter
{
    private readonly RedirectedBuffer _output = new();
    private readonly Utf8JsonWriter _json;

    public MessageJsonWriter()
    {
        _json = new Utf8JsonWriter(_output, OtlpJsonWriter.Options);
    }

    public WireFault Write(MessageSchema schema, ReadOnlySpan<byte> message, IBufferWriter<byte> destination)
    {
        _output.SetTarget(destination);
        WireFault fault = WriteMessage(schema, message, 0);
        _json.Flush();
        _json.Reset();
        _output.SetTarget(null);
        return fault;
    }

    private WireFault WriteMessage(MessageSchema schema, ReadOnlySpan<byte> message, int depth)
    {
        if (depth == OtlpJsonWriter.MaxDepth)
        {
            return WireFault.TooDeep;
        }

        Span<FieldExtent> extents = stackalloc FieldExtent[schema.Fields.Length];
        WireFault fault = Survey(schema, message, extents);
        _json.WriteStartObject();
        foreach (JsonField field in schema.Fields)
        {
            if (fault != WireFault.None)
            {
                return fault;
            }

            FieldExtent extent = extents[field.Index];
            fault = extent.Count == 0 ? WriteAbsent(field, depth)
                : field.Repeated ? WriteList(field, message[extent.First..extent.End], extent.Number, depth)
                : field.Kind == FieldKind.Message ? WriteNested(field, message, extent, depth)
                : WriteSingle(field, message[extent.Last..extent.End]);
        }

        _json.WriteEndObject();
        return fault;
    }

    /// <summary>Finds the fields. Of a oneof only the member that came last is left.</summary>
    private static WireFault Survey(MessageSchema schema, ReadOnlySpan<byte> message, Span<FieldExtent> extents)
    {
        FieldExtent legacy = default;
        JsonField? legacyField = null;
        JsonField? member = null;
        ProtobufReader reader = new(message);
        while (reader.Read())
        {
            JsonField? field = schema.Find(reader.Field);
            if (field is null)
            {
                continue;
            }

            if (reader.Type != field.WireType && !(field.Repeated && reader.Type == WireType.Length))
            {
                return WireFault.WireTypeMismatch;
            }

            if (reader.Field == field.LegacyNumber)
            {
                legacyField = field;
                legacy.Add(reader.Field, reader.FieldStart, reader.Position);
                continue;
            }

            if (field.Oneof && field != member)
            {
                extents[member?.Index ?? field.Index] = default;
                member = field;
            }

            extents[field.Index].Add(reader.Field, reader.FieldStart, reader.Position);
        }

        if (legacyField is not null && extents[legacyField.Index].Count == 0)
        {
            extents[legacyField.Index] = legacy;
        }

        return reader.Fault;
    }

    private WireFault WriteAbsent(JsonField field, int depth)
    {
        if (!field.AlwaysWritten)
        {
            return WireFault.None;
        }

        _json.WritePropertyName(field.EncodedName);
        return WriteMessage(field.Message!, default, depth + 1);
    }

    private WireFault WriteNested(JsonField field, ReadOnlySpan<byte> message, FieldExtent extent, int depth)
    {
        _json.WritePropertyName(field.EncodedName);
        ProtobufReader reader = new(message[extent.First..extent.End]);
        if (extent.Count == 1)
        {
            reader.Read();
            return WriteMessage(field.Message!, reader.Bytes, depth + 1);
        }

        // Given several times it is one message in pieces, which merge by being put one behind the other.
        using ProtobufWriter merged = new(reader.Position + extent.End - extent.First);
        while (reader.Read())
        {
            if (reader.Field == extent.Number)
            {
                merged.WriteRaw(reader.Bytes);
            }
        }

        return WriteMessage(field.Message!, merged.WrittenSpan, depth + 1);
    }

    private WireFault WriteList(JsonField field, ReadOnlySpan<byte> occurrences, int number, int depth)
    {
        _json.WritePropertyName(field.EncodedName);
        _json.WriteStartArray();
        WireFault fault = WireFault.None;
        ProtobufReader reader = new(occurrences);
        while (fault == WireFault.None && reader.Read())
        {
            if (reader.Field != number)
            {
                continue;
            }

            if (field.Kind == FieldKind.Message)
            {
                fault = WriteMessage(field.Message!, reader.Bytes, depth + 1);
            }
            else if (field.WireType == WireType.Length)
            {
                WriteText(field.Kind, reader.Bytes);
            }
            else if (reader.Type == WireType.Length)
            {
                fault = WritePacked(field, reader.Bytes);
            }
            else
            {
                WriteScalar(field.Kind, reader.Scalar);
            }
        }

        _json.WriteEndArray();
        return fault;
    }
}
