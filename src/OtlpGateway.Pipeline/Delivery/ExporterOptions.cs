// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>The options that every exporter has; an exporter's own options derive from it.</summary>
public abstract class ExporterOptions
{
    /// <summary>Time for one attempt; zero means no limit.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
