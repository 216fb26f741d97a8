// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Telemetry;

/// <summary>The gateway's own meter. Every running graph makes one and disposes it; the metric store adds them all up.</summary>
internal static class GatewayMeter
{
    public const string Name = "OtlpGateway";
}
