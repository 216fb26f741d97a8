// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Components;

/// <summary>What the host passes to every component beside its options.</summary>
public sealed class ComponentSettings
{
    public required ComponentId Id { get; init; }

    /// <summary>A logger whose category is the component's kind and id.</summary>
    public required ILogger Logger { get; init; }

    /// <summary>The gateway's one meter; instrument names are the Prometheus names as they are served.</summary>
    public required Meter Meter { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What components share in one process: the memory budget, open logs and stores, other extensions, health.</summary>
    public required IServiceProvider Services { get; init; }
}
