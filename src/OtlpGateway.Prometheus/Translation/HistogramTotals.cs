// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>What a histogram or summary says beside its buckets.</summary>
/// <param name="IsStale">Its series have ended: all of them get the marker.</param>
internal readonly record struct HistogramTotals(ulong Count, double? Sum, bool IsStale, PointTime Time)
{
    public SampleValue Sample(double value) =>
        new(IsStale ? StaleMarker.Bits : BitConverter.DoubleToUInt64Bits(value), Time.Timestamp, Time.StartTimestamp);
}
