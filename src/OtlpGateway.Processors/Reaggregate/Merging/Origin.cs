// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>
/// Where in a request the reader is: resource, scope and metric, as they came and as they come out. Groups are made when
/// their first series is.
/// </summary>
internal ref struct Origin(ReaggregateNames names)
{
    /// <summary>Longer ones are left out, in bytes.</summary>
    private const int MaxDescription = 1024;

    private ResourceItemsCursor _resource;
    private ScopeItemsCursor _scope;
    private MetricCursor _metric;
    private Key128 _fullResource;
    private Key128 _resourceKey;
    private Key128 _scopeHash;

    /// <summary>Stands for the output metric, temporality left out: delta and cumulative points go into one series.</summary>
    public Key128 MetricKey;

    /// <summary>Stands for the metric as it came, temporality included, but not for where it came from.</summary>
    public Key128 StreamKind;

    /// <summary>Stands for the resource and scope as they came.</summary>
    public Key128 FullScope;

    public readonly MetricCursor Metric => _metric;

    public void Enter(ResourceItemsCursor resource)
    {
        _resource = resource;
        Key128 full = default;
        Key128 kept = default;
        foreach (KeyValueCursor attribute in resource.Resource.Attributes)
        {
            Key128 hash = KeyHash.Of(attribute);
            full += hash;
            if (!names.IsDropped(attribute.Key))
            {
                kept += hash;
            }
        }

        _fullResource = full;
        _resourceKey = KeyHash.Mix(KeyHash.OfScalar((ulong)GroupLevel.Resource, 0), kept);
    }

    public void Enter(ScopeItemsCursor scope)
    {
        _scope = scope;
        ScopeCursor named = scope.Scope;
        Key128 hash = KeyHash.Mix(KeyHash.Of(named.Name), KeyHash.Of(named.Version));
        foreach (KeyValueCursor attribute in named.Attributes)
        {
            hash += KeyHash.Of(attribute);
        }

        _scopeHash = hash;
        FullScope = KeyHash.Mix(_fullResource, hash);
    }

    public void Enter(MetricCursor metric)
    {
        _metric = metric;
        Key128 name = KeyHash.Of(metric.Name, (ulong)metric.Kind | (metric.IsMonotonic ? 0x100UL : 0));
        Key128 named = KeyHash.Mix(name, KeyHash.Of(metric.Unit));
        MetricKey = KeyHash.Mix(ScopeKey(), named);
        StreamKind = KeyHash.Mix(named, KeyHash.OfScalar((ulong)metric.Temporality, 0));
    }

    /// <summary>The output metric's group, made if it is not there; -1 when there is no room for it.</summary>
    public readonly int FindOrAddMetric(MergeTables tables)
    {
        int found = tables.Groups.Find(MetricKey);
        return found >= 0 ? found : tables.HasRoomForGroups ? AddMetric(tables) : -1;
    }

    /// <summary>Of several descriptions the longest is kept, so that the order of requests does not matter.</summary>
    public readonly void KeepDescription(MergeTables tables)
    {
        int length = _metric.Description.Length;
        int found = length is 0 or > MaxDescription ? -1 : tables.Groups.Find(MetricKey);
        if (found >= 0 && length > tables.Groups[found].Description.Length && !tables.Text.IsFull)
        {
            tables.Groups[found].Description = tables.Text.Add(_metric.Description);
        }
    }

    private readonly Key128 ScopeKey() => KeyHash.Mix(_resourceKey, _scopeHash);

    private readonly int AddMetric(MergeTables tables) => tables.Groups.Add(new GroupRecord
    {
        Key = MetricKey,
        Level = GroupLevel.Metric,
        Parent = FindOrAddScope(tables),
        Body = tables.Text.Add(_metric.Name),
        Extra = tables.Text.Add(_metric.Unit),
        Kind = _metric.Kind,
        IsMonotonic = _metric.IsMonotonic,
    });

    private readonly int FindOrAddScope(MergeTables tables)
    {
        int found = tables.Groups.Find(ScopeKey());
        return found >= 0 ? found : tables.Groups.Add(new GroupRecord
        {
            Key = ScopeKey(),
            Level = GroupLevel.Scope,
            Parent = FindOrAddResource(tables),
            Body = GroupBodies.AddScope(_scope, tables.Text),
            Extra = tables.Text.Add(_scope.SchemaUrl),
        });
    }

    private readonly int FindOrAddResource(MergeTables tables)
    {
        int found = tables.Groups.Find(_resourceKey);
        return found >= 0 ? found : tables.Groups.Add(new GroupRecord
        {
            Key = _resourceKey,
            Level = GroupLevel.Resource,
            Parent = -1,
            Body = GroupBodies.AddResource(_resource, names, tables.Text),
            Extra = tables.Text.Add(_resource.SchemaUrl),
        });
    }
}
