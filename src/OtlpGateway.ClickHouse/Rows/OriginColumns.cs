// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// The columns that every row of a resource and scope repeats. Their values are looked up and encoded once per resource
/// and scope; a row only copies them.
/// </summary>
/// <remarks>
/// Sent as LowCardinality even where the table has String: an index a row instead of the text, and ClickHouse converts.
/// </remarks>
internal sealed class OriginColumns : IDisposable
{
    private readonly MapTemplate _resourceTemplate = new();
    private readonly MapTemplate _scopeTemplate = new();
    private readonly AttributeMaps _resourceMaps;
    private readonly AttributeMaps _scopeMaps;
    private readonly bool _withSchemas;
    private readonly bool _withDropped;
    private long _resourceNumber = -1;
    private long _scopeNumber = -1;
    private int _serviceName;
    private int _resourceSchemaUrl;
    private int _scopeSchemaUrl;
    private int _scopeName;
    private int _scopeVersion;
    private uint _scopeDropped;

    /// <param name="withSchemas">Also the schema URLs and the scope's attributes, which the traces table does not have.</param>
    /// <param name="withDropped">Also the scope's count of dropped attributes, which only the metrics tables have.</param>
    internal OriginColumns(bool withSchemas, bool withDropped)
    {
        _withSchemas = withSchemas;
        _withDropped = withDropped;
        _resourceMaps = new AttributeMaps(ResourceAttributes);
        _scopeMaps = new AttributeMaps(ScopeAttributes);
    }

    internal LowCardinalityColumn ServiceName { get; } = new("ServiceName");

    internal MapColumn ResourceAttributes { get; } = new("ResourceAttributes");

    internal LowCardinalityColumn ResourceSchemaUrl { get; } = new("ResourceSchemaUrl");

    internal LowCardinalityColumn ScopeName { get; } = new("ScopeName");

    internal LowCardinalityColumn ScopeVersion { get; } = new("ScopeVersion");

    internal MapColumn ScopeAttributes { get; } = new("ScopeAttributes");

    internal FixedColumn ScopeDroppedAttributes { get; } = new("ScopeDroppedAttrCount", "UInt32");

    internal LowCardinalityColumn ScopeSchemaUrl { get; } = new("ScopeSchemaUrl");

    /// <summary>Appends the resource and the scope of the items that were last read to as many rows.</summary>
    internal void AppendRows(ReadOnlySpan<byte> request, RowOrigin origin, int rows)
    {
        if (_resourceNumber != origin.ResourceNumber)
        {
            ReadResource(request, origin);
        }

        if (_scopeNumber != origin.ScopeNumber)
        {
            ReadScope(request, origin);
        }

        ServiceName.AppendIndexes(rows).Fill(_serviceName);
        _resourceTemplate.AppendTo(ResourceAttributes, rows);
        ScopeName.AppendIndexes(rows).Fill(_scopeName);
        ScopeVersion.AppendIndexes(rows).Fill(_scopeVersion);
        if (_withSchemas)
        {
            ResourceSchemaUrl.AppendIndexes(rows).Fill(_resourceSchemaUrl);
            ScopeSchemaUrl.AppendIndexes(rows).Fill(_scopeSchemaUrl);
            _scopeTemplate.AppendTo(ScopeAttributes, rows);
        }

        if (_withDropped)
        {
            ScopeDroppedAttributes.AppendUInt32s(rows).Fill(_scopeDropped);
        }
    }

    /// <summary>The dictionaries start over: nothing that was looked up holds.</summary>
    internal void Reset()
    {
        _resourceNumber = -1;
        _scopeNumber = -1;
    }

    public void Dispose()
    {
        _resourceTemplate.Dispose();
        _scopeTemplate.Dispose();
        _resourceMaps.Dispose();
        _scopeMaps.Dispose();
    }

    private static void ReadTemplate(ReadOnlySpan<byte> request, List<ByteRange> messages, uint attributesTag, AttributeMaps maps, MapTemplate template)
    {
        maps.Clear();
        template.Clear();
        foreach (ByteRange message in messages)
        {
            ProtobufReader reader = new(message.Of(request));
            while (reader.Read())
            {
                if (reader.Tag == attributesTag)
                {
                    // The edge refuses requests with malformed attributes; one that comes in another way is left out.
                    _ = maps.TryAdd(request, message.Start + reader.ValueStart, reader.Position - reader.ValueStart);
                }
            }
        }

        maps.EndMap();
        maps.WriteTemplate(request, template);
    }

    private void ReadResource(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        _resourceNumber = origin.ResourceNumber;
        _serviceName = ServiceName.IndexOf(origin.ServiceName);
        ReadTemplate(request, origin.Resources, RowOrigin.ResourceAttributesTag, _resourceMaps, _resourceTemplate);
        if (_withSchemas)
        {
            _resourceSchemaUrl = ResourceSchemaUrl.IndexOf(origin.ResourceSchemaUrl.Of(request));
        }
    }

    private void ReadScope(ReadOnlySpan<byte> request, RowOrigin origin)
    {
        _scopeNumber = origin.ScopeNumber;
        _scopeName = ScopeName.IndexOf(origin.ScopeName.Of(request));
        _scopeVersion = ScopeVersion.IndexOf(origin.ScopeVersion.Of(request));
        _scopeDropped = origin.ScopeDroppedAttributes;
        if (_withSchemas)
        {
            _scopeSchemaUrl = ScopeSchemaUrl.IndexOf(origin.ScopeSchemaUrl.Of(request));
            ReadTemplate(request, origin.Scopes, RowOrigin.ScopeAttributesTag, _scopeMaps, _scopeTemplate);
        }
    }
}
