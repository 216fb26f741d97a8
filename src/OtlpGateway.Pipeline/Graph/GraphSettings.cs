// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>What the host gives to a graph, for all its components.</summary>
public sealed class GraphSettings
{
    public required ILoggerFactory Loggers { get; init; }

    public required Meter Meter { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>What components share; the graph adds its extensions.</summary>
    public required IServiceProvider Services { get; init; }
}
