// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>The Prometheus type of an OTLP metric.</summary>
internal static class MetricTypes
{
    public static MetricType Of(in MetricCursor metric) => metric.Kind switch
    {
        MetricKind.Gauge => GaugeType(metric),
        MetricKind.Sum => metric.IsMonotonic ? MetricType.Counter : MetricType.Gauge,
        MetricKind.Histogram or MetricKind.ExponentialHistogram => MetricType.Histogram,
        MetricKind.Summary => MetricType.Summary,
        _ => MetricType.Unknown,
    };

    // What came from a Prometheus says in its metadata what it was there.
    private static MetricType GaugeType(in MetricCursor metric)
    {
        foreach (KeyValueCursor entry in metric.Metadata)
        {
            if (entry.Key.SequenceEqual("prometheus.type"u8))
            {
                ReadOnlySpan<byte> type = entry.Value.Bytes;
                return type.SequenceEqual("unknown"u8) ? MetricType.Unknown
                    : type.SequenceEqual("info"u8) ? MetricType.Info
                    : type.SequenceEqual("stateset"u8) ? MetricType.StateSet
                    : MetricType.Gauge;
            }
        }

        return MetricType.Gauge;
    }
}
