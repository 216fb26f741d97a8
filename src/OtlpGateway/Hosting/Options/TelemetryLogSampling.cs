// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Options;

/// <summary>Accepted for compatibility.</summary>
internal sealed class TelemetryLogSampling
{
    public bool Enabled { get; set; } = true;

    public TimeSpan Tick { get; set; } = TimeSpan.FromSeconds(10);

    public int Initial { get; set; } = 10;

    public int Thereafter { get; set; } = 100;
}
