// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>One sample of a float series.</summary>
/// <param name="Bits">The double's bits; see <see cref="StaleMarker"/>.</param>
/// <param name="Timestamp">Milliseconds since 1970.</param>
/// <param name="StartTimestamp">When a counter began, in milliseconds since 1970; 0 when unknown. Never after the timestamp.</param>
public readonly record struct SampleValue(ulong Bits, long Timestamp, long StartTimestamp)
{
    public double Value => BitConverter.UInt64BitsToDouble(Bits);

    public bool IsStale => Bits == StaleMarker.Bits;
}
