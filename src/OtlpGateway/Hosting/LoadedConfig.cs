// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Hosting.Options;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>A configuration as read, as bound, and what is wrong with it.</summary>
internal sealed record LoadedConfig(ConfigMap Root, GatewayConfig Config, ConfigDiagnostics Diagnostics)
{
    public TelemetryOptions Telemetry => (TelemetryOptions)Config.Telemetry;
}
