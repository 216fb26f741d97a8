// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Embedded;

/// <summary>What an embedded log works with.</summary>
internal sealed record EmbeddedLogSettings(ILogFiles Files, TimeProvider Time, ILogger Logger, ILogObserver Observer)
{
    /// <summary>How often retention looks at the segments' age.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a partition whose file failed refuses before it tries a new one.</summary>
    public TimeSpan ReopenDelay { get; init; } = TimeSpan.FromSeconds(1);
}
