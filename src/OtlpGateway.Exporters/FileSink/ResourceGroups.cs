// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>A request taken apart by a resource attribute: what is to go to each file.</summary>
internal sealed class ResourceGroups : IDisposable
{
    private readonly Dictionary<string, ProtobufWriter> _groups = new(StringComparer.Ordinal);

    private ResourceGroups()
    {
    }

    /// <summary>The name of each group and its part of the request, valid until <see cref="Dispose"/>.</summary>
    public IEnumerable<(string Segment, ReadOnlyMemory<byte> Request)> Segments =>
        _groups.Select(group => (group.Key, group.Value.WrittenMemory));

    public static ResourceGroups Of(ReadOnlyMemory<byte> request, string attribute)
    {
        ResourceGroups groups = new();
        byte[] key = Encoding.UTF8.GetBytes(attribute);
        string segment = PathSegment.Missing;
        ProtobufReader fields = new(request.Span);
        while (fields.Read())
        {
            // What is no resource stays with the resource before it.
            if (fields.Field == TraceServiceFields.ExportTraceServiceRequest.ResourceSpans && fields.Type == WireType.Length)
            {
                segment = SegmentOf(ResourceItemsCursor.Read(fields.Bytes), key);
            }

            groups.Add(segment, fields.FieldBytes);
        }

        return groups;
    }

    public void Dispose()
    {
        foreach (ProtobufWriter group in _groups.Values)
        {
            group.Dispose();
        }
    }

    private void Add(string segment, ReadOnlySpan<byte> field)
    {
        if (!_groups.TryGetValue(segment, out ProtobufWriter? group))
        {
            group = _groups[segment] = new ProtobufWriter(field.Length);
        }

        group.WriteRaw(field);
    }

    private static string SegmentOf(ResourceItemsCursor items, ReadOnlySpan<byte> key)
    {
        foreach (KeyValueCursor attribute in items.Resource.Attributes)
        {
            if (attribute.Key.SequenceEqual(key))
            {
                return attribute.Value.Kind == ValueKind.String ? PathSegment.Of(attribute.Value.Bytes) : PathSegment.Missing;
            }
        }

        return PathSegment.Missing;
    }
}
