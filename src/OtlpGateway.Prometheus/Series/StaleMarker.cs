// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>
/// The NaN that says "this series has ended". It is a signalling NaN: arithmetic, and some moves of a double, would change
/// it, so that values travel as their 64 bits.
/// </summary>
public static class StaleMarker
{
    public const ulong Bits = 0x7FF0_0000_0000_0002;
}
