// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>When a state is given out and saved.</summary>
internal sealed record EmissionSettings
{
    public Signal Signal { get; init; } = Signal.Metrics;

    /// <summary>Between two emissions of one partition.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two snapshots of one partition. What came since is read again after a restart.</summary>
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of requests since the last snapshot after which the next emission makes one, however soon.</summary>
    public long SnapshotBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// How long one emission may take. What is given out later says all that it says, so that it is given up then; not
    /// sooner than what a large one needs.
    /// </summary>
    public TimeSpan Patience => 2 * Interval > LeastPatience ? 2 * Interval : LeastPatience;

    public CheckpointHome Home { get; init; }

    private static TimeSpan LeastPatience => TimeSpan.FromSeconds(30);
}
