// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Components of the Collector that only look into the Collector itself. Many configurations name them, and no data
/// depends on them: they are passed over with a warning that says what to use instead.
/// </summary>
internal static class IgnoredComponents
{
    /// <summary>The warning, or null for what is not to be passed over.</summary>
    public static string? WarningFor(ComponentKind kind, string type) => (kind, ConfigNames.Squash(type)) switch
    {
        (ComponentKind.Extension, "pprof") =>
            "ignored: pprof profiles Go programs; look into this process with dotnet-trace, dotnet-counters or dotnet-dump",
        (ComponentKind.Extension, "zpages") =>
            "ignored: there are no zpages; see /ready of health_check for what is wrong, /metrics of service::telemetry::metrics for "
            + "every component's figures, and \"otlp-gateway print-config\" for what is in force",
        _ => null,
    };
}
