// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>A resource, a scope of one, or a metric of one of those: what output series stand in.</summary>
internal struct GroupRecord : IKeyed
{
    public Key128 Key;

    /// <summary>The scope of a metric, the resource of a scope; -1 of a resource. Has a lower index.</summary>
    public int Parent;

    /// <summary>The body of a resource or scope message; of a metric, its name.</summary>
    public TextRef Body;

    /// <summary>The schema URL; of a metric, its unit.</summary>
    public TextRef Extra;

    /// <summary>Of a metric: the longest that was seen.</summary>
    public TextRef Description;

    public GroupLevel Level;

    /// <summary>Of a metric.</summary>
    public MetricKind Kind;

    /// <summary>Of a metric.</summary>
    public bool IsMonotonic;

    readonly Key128 IKeyed.Key => Key;
}
