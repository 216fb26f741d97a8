// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>Sets text attributes on every resource of a request, also on those that have no resource yet.</summary>
public static class ResourceAttributes
{
    /// <summary>Appends the request with the attributes set: those that are there are replaced.</summary>
    /// <param name="request">Of traces, metrics or logs; checked by the edge.</param>
    /// <param name="attributes">Keys and texts, both in UTF-8; no key twice.</param>
    public static void Set(
        ReadOnlySpan<byte> request, IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> attributes, ProtobufWriter destination)
    {
        const int Items = TraceServiceFields.ExportTraceServiceRequest.ResourceSpans;
        var reader = new ProtobufReader(request);
        while (reader.Read())
        {
            if (reader.Field != Items)
            {
                destination.WriteRaw(reader.FieldBytes);
                continue;
            }

            int envelope = destination.BeginMessage(Items, reader.Bytes.Length);
            SetOne(reader.Bytes, attributes, destination);
            destination.EndMessage(envelope);
        }
    }

    private static void SetOne(
        ReadOnlySpan<byte> resourceItems, IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> attributes, ProtobufWriter destination)
    {
        int resource = destination.BeginMessage(TraceFields.ResourceSpans.Resource);
        var occurrences = new MessageEnumerator(resourceItems, TraceFields.ResourceSpans.Resource);
        while (occurrences.MoveNext())
        {
            CopyOthers(occurrences.Current, attributes, destination);
        }

        var appender = new AttributeAppender(destination, ResourceFields.Resource.Attributes);
        for (int i = 0; i < attributes.Count; i++)
        {
            appender.AddString(attributes[i].Key.Span, attributes[i].Text.Span);
        }

        destination.EndMessage(resource);
        var reader = new ProtobufReader(resourceItems);
        while (reader.Read())
        {
            if (reader.Field != TraceFields.ResourceSpans.Resource)
            {
                destination.WriteRaw(reader.FieldBytes);
            }
        }
    }

    private static void CopyOthers(
        ReadOnlySpan<byte> resource, IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> attributes, ProtobufWriter destination)
    {
        var reader = new ProtobufReader(resource);
        while (reader.Read())
        {
            if (reader.Field != ResourceFields.Resource.Attributes || !IsAmong(KeyValueCursor.Read(reader.Bytes).Key, attributes))
            {
                destination.WriteRaw(reader.FieldBytes);
            }
        }
    }

    private static bool IsAmong(ReadOnlySpan<byte> key, IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Text)> attributes)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            if (key.SequenceEqual(attributes[i].Key.Span))
            {
                return true;
            }
        }

        return false;
    }
}
