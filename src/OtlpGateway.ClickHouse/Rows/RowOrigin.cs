// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.CommonFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// The resource and the scope that the current items belong to. Traces, metrics and logs number these fields alike. A
/// message that occurs twice is merged, as protobuf has it.
/// </summary>
internal sealed class RowOrigin : IDisposable
{
    internal const uint ResourceTag = (1 << 3) | (int)WireType.Length;
    internal const uint ScopesTag = (2 << 3) | (int)WireType.Length;
    internal const uint ScopeTag = (1 << 3) | (int)WireType.Length;
    internal const byte ItemsTag = (2 << 3) | (int)WireType.Length;
    internal const uint SchemaUrlTag = (3 << 3) | (int)WireType.Length;
    internal const uint ResourceAttributesTag = (Wire.Otlp.Fields.ResourceFields.Resource.Attributes << 3) | (int)WireType.Length;
    internal const uint ScopeAttributesTag = (InstrumentationScope.Attributes << 3) | (int)WireType.Length;

    private readonly ColumnBuffer _serviceName = new();
    private long _resourceBytes;
    private long _scopeBytes;

    /// <summary>Resource messages in the request.</summary>
    internal List<ByteRange> Resources { get; } = [];

    /// <summary>InstrumentationScope messages in the request.</summary>
    internal List<ByteRange> Scopes { get; } = [];

    internal ByteRange ResourceSchemaUrl { get; private set; }

    internal ByteRange ScopeSchemaUrl { get; private set; }

    internal ByteRange ScopeName { get; private set; }

    internal ByteRange ScopeVersion { get; private set; }

    internal uint ScopeDroppedAttributes { get; private set; }

    /// <summary>Counts resources; tables notice by it that theirs is another one.</summary>
    internal long ResourceNumber { get; private set; }

    /// <summary>Counts scopes.</summary>
    internal long ScopeNumber { get; private set; }

    /// <summary>About what a row repeats of the resource and the scope.</summary>
    internal long Bytes => _resourceBytes + _scopeBytes;

    internal ReadOnlySpan<byte> ServiceName => _serviceName.WrittenSpan;

    /// <summary>Takes in what a ResourceSpans, ResourceMetrics or ResourceLogs message says beside its scopes.</summary>
    internal void ReadResource(ReadOnlySpan<byte> request, ByteRange message)
    {
        ResourceNumber++;
        Resources.Clear();
        ResourceSchemaUrl = default;
        _resourceBytes = _scopeBytes = 0;
        _serviceName.Truncate(0);
        ProtobufReader reader = new(message.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            if (reader.Tag == ResourceTag)
            {
                Resources.Add(range);
                _resourceBytes += range.Length;
                FindServiceName(range.Of(request));
            }
            else if (reader.Tag == SchemaUrlTag)
            {
                ResourceSchemaUrl = range;
                _resourceBytes += range.Length;
            }
        }
    }

    /// <summary>Takes in what a ScopeSpans, ScopeMetrics or ScopeLogs message says beside its items.</summary>
    internal void ReadScope(ReadOnlySpan<byte> request, ByteRange message)
    {
        ScopeNumber++;
        Scopes.Clear();
        ScopeSchemaUrl = ScopeName = ScopeVersion = default;
        ScopeDroppedAttributes = 0;
        _scopeBytes = 0;
        FieldCursor reader = new(message.Of(request), ItemsTag);
        while (reader.Read())
        {
            ByteRange range = reader.Value.In(message);
            if (reader.Tag == ScopeTag)
            {
                Scopes.Add(range);
                _scopeBytes += range.Length;
                ReadScopeFields(request, range);
            }
            else if (reader.Tag == SchemaUrlTag)
            {
                ScopeSchemaUrl = range;
                _scopeBytes += range.Length;
            }
        }
    }

    public void Dispose() => _serviceName.Dispose();

    private void ReadScopeFields(ReadOnlySpan<byte> request, ByteRange scope)
    {
        ProtobufReader reader = new(scope.Of(request));
        while (reader.Read())
        {
            ByteRange range = new(scope.Start + reader.ValueStart, reader.Position - reader.ValueStart);
            switch (reader.Tag)
            {
                case (InstrumentationScope.Name << 3) | (int)WireType.Length:
                    ScopeName = range;
                    break;
                case (InstrumentationScope.Version << 3) | (int)WireType.Length:
                    ScopeVersion = range;
                    break;
                case (InstrumentationScope.DroppedAttributesCount << 3) | (int)WireType.Varint:
                    ScopeDroppedAttributes = reader.UInt32;
                    break;
            }
        }
    }

    private void FindServiceName(ReadOnlySpan<byte> resource)
    {
        ProtobufReader reader = new(resource);
        while (reader.Read())
        {
            if (reader.Tag != ResourceAttributesTag
                || !KeyValueReader.TryRead(reader.Bytes, out ByteRange key, out ByteRange value)
                || !key.Of(reader.Bytes).SequenceEqual("service.name"u8))
            {
                continue;
            }

            _serviceName.Truncate(0);
            ReadOnlySpan<byte> anyValue = value.Of(reader.Bytes);
            if (AnyValueText.TryRead(anyValue, _serviceName, out ByteRange inPlace, out bool rendered) && !rendered)
            {
                _serviceName.Append(inPlace.Of(anyValue));
            }
        }
    }
}
