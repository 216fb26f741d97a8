// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Copies what comes out beside values: the fields of resources, scopes and attributes, as they were encoded.</summary>
internal static class GroupBodies
{
    private const uint AttributesTag = (ResourceFields.Resource.Attributes << 3) | (int)WireType.Length;
    private const int ShortPoint = 2048;
    private const uint FirstFieldTag = (MetricsFields.ResourceMetrics.Resource << 3) | (int)WireType.Length;

    /// <summary>The resource's attributes without those that are dropped.</summary>
    public static TextRef AddResource(ResourceItemsCursor resource, ReaggregateNames names, ByteArena text)
    {
        using ProtobufWriter body = new(512);
        ProtobufReader envelope = new(resource.Bytes);
        while (envelope.Read())
        {
            if (envelope.Tag != FirstFieldTag)
            {
                continue;
            }

            ProtobufReader fields = new(envelope.Bytes);
            while (fields.Read())
            {
                if (fields.Tag == AttributesTag && !names.IsDropped(KeyValueCursor.Read(fields.Bytes).Key))
                {
                    body.WriteRaw(fields.FieldBytes);
                }
            }
        }

        return text.Add(body.WrittenSpan);
    }

    /// <summary>The scope's name, version and attributes.</summary>
    public static TextRef AddScope(ScopeItemsCursor scope, ByteArena text)
    {
        using ProtobufWriter body = new(512);
        ProtobufReader envelope = new(scope.Bytes);
        while (envelope.Read())
        {
            if (envelope.Tag != FirstFieldTag)
            {
                continue;
            }

            ProtobufReader fields = new(envelope.Bytes);
            while (fields.Read())
            {
                if (fields.Field <= CommonFields.InstrumentationScope.Attributes)
                {
                    body.WriteRaw(fields.FieldBytes);
                }
            }
        }

        return text.Add(body.WrittenSpan);
    }

    /// <summary>A point's attributes without its stamp, tags included.</summary>
    /// <param name="point">The point's bytes.</param>
    /// <param name="field">The number of its attributes field.</param>
    public static TextRef AddAttributes(ReadOnlySpan<byte> point, int field, ByteArena text)
    {
        // Of a long point exemplars and buckets may be the most: room for all of it would be room for nothing.
        Span<byte> room = text.Reserve(point.Length <= ShortPoint ? point.Length : CopyAttributes(point, field, default));
        return text.Keep(CopyAttributes(point, field, room));
    }

    /// <summary>Copies them, or measures only, where there is no room.</summary>
    private static int CopyAttributes(ReadOnlySpan<byte> point, int field, Span<byte> room)
    {
        int used = 0;
        ProtobufReader fields = new(point);
        while (fields.Read())
        {
            if (fields.Field != field || fields.Type != WireType.Length || KeyValueCursor.Read(fields.Bytes).Key.SequenceEqual(StreamStamp.Key))
            {
                continue;
            }

            if (!room.IsEmpty)
            {
                fields.FieldBytes.CopyTo(room[used..]);
            }

            used += fields.FieldBytes.Length;
        }

        return used;
    }

    /// <summary>The one attribute of an overflow series, as a field of a point.</summary>
    public static TextRef AddOverflow(int field, ByteArena text)
    {
        using ProtobufWriter body = new(64);
        body.WriteBytesField(field, OverflowAttribute());
        return text.Add(body.WrittenSpan);
    }

    /// <summary>The body of the attribute that says that a series takes what found no place of its own.</summary>
    public static byte[] OverflowAttribute()
    {
        using ProtobufWriter body = new(64);
        body.WriteBytesField(CommonFields.KeyValue.Key, "otel.metric.overflow"u8);
        int value = body.BeginMessage(CommonFields.KeyValue.Value);
        body.WriteBoolField(CommonFields.AnyValue.BoolValue, true);
        body.EndMessage(value);
        return body.WrittenSpan.ToArray();
    }
}
