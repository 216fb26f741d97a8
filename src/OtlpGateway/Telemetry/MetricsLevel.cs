// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Telemetry;

/// <summary>How much of its own metrics the gateway serves, as <c>service::telemetry::metrics::level</c> says.</summary>
public enum MetricsLevel
{
    None,
    Basic,
    Normal,
    Detailed,
}
