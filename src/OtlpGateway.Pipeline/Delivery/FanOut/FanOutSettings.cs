// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What a fan-out needs beside its branches.</summary>
public sealed class FanOutSettings
{
    /// <summary>What fans out, for example the pipeline's id; the <c>pipeline</c> label of its metrics.</summary>
    public required string Name { get; init; }

    public required Meter Meter { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Wait before a refused branch is tried again; it doubles each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between two attempts on one branch.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a branch is retried while another has the batch already; then the sender is told to retry.</summary>
    public TimeSpan RetryLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Numbers in [0, 1) that spread retries; a test seeds them.</summary>
    public Func<double> Random { get; init; } = new RandomSource().Next;
}
