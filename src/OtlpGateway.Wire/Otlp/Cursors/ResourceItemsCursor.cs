// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Edge;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>ResourceSpans, ResourceMetrics or ResourceLogs.</summary>
public readonly ref struct ResourceItemsCursor : ICursor<ResourceItemsCursor>
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly FieldRange _resource;
    private readonly FieldRange _scopes;
    private readonly FieldRange _legacyScopes;
    private readonly FieldRange _schemaUrl;

    private ResourceItemsCursor(ReadOnlySpan<byte> message)
    {
        _bytes = message;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Tag)
            {
                case (TraceFields.ResourceSpans.Resource << 3) | (int)WireType.Length:
                    _resource.Extend(reader.FieldStart, reader.Position);
                    break;
                case (TraceFields.ResourceSpans.ScopeSpans << 3) | (int)WireType.Length:
                    _scopes.Extend(reader.FieldStart, reader.Position);
                    break;
                case (TraceFields.ResourceSpans.SchemaUrl << 3) | (int)WireType.Length:
                    _schemaUrl = new FieldRange(reader.ValueStart, reader.Bytes.Length);
                    break;
                case (TraceFields.ResourceSpans.Legacy << 3) | (int)WireType.Length:
                    _legacyScopes.Extend(reader.FieldStart, reader.Position);
                    break;
                default:
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public static ResourceItemsCursor Read(ReadOnlySpan<byte> message) => new(message);

    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The resource; without any content where there is none.</summary>
    public ResourceCursor Resource => new(_resource.Of(_bytes));

    /// <summary>The scopes; those of field 1000, their former place, where there are no others.</summary>
    public CursorSequence<ScopeItemsCursor> Scopes => _scopes.IsEmpty
        ? new(_legacyScopes.Of(_bytes), TraceFields.ResourceSpans.Legacy)
        : new(_scopes.Of(_bytes), TraceFields.ResourceSpans.ScopeSpans);

    /// <summary>The schema URL of the resource, in UTF-8.</summary>
    public ReadOnlySpan<byte> SchemaUrl => _schemaUrl.Of(_bytes);
}
