// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>The <c>resource_to_telemetry_conversion</c> section.</summary>
public sealed class ResourceToTelemetryOptions
{
    /// <summary>Every attribute of the resource becomes a label of its series.</summary>
    public bool Enabled { get; set; }

    /// <summary>But for those that <c>job</c> and <c>instance</c> say already.</summary>
    public bool ExcludeServiceAttributes { get; set; }
}

/// <summary>The <c>target_info</c> section.</summary>
public sealed class TargetInfoOptions
{
    /// <summary>A series with the attributes of the resource.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>The Collector's <c>wal</c> section: accepted, so that its configurations start.</summary>
public sealed class WalOptions
{
    public string Directory { get; set; } = "";

    public int BufferSize { get; set; } = 300;

    public TimeSpan TruncateFrequency { get; set; } = TimeSpan.FromMinutes(1);

    public TimeSpan LagRecordFrequency { get; set; } = TimeSpan.FromSeconds(15);
}
