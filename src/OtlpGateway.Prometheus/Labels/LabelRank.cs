// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Labels;

/// <summary>Where a label comes from: of several with one name the highest rank stays.</summary>
internal enum LabelRank : byte
{
    /// <summary>Configured for everything that is sent.</summary>
    External,

    /// <summary>An attribute of the resource.</summary>
    Resource,

    /// <summary>An attribute of the data point.</summary>
    Point,

    /// <summary>Of the instrumentation scope.</summary>
    Scope,

    /// <summary>Job and instance.</summary>
    Identity,
}
