// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace OtlpGateway.Telemetry;

/// <summary>What a level leaves out, and the bucket bounds of histograms whose instrument gives none.</summary>
internal sealed class MetricViews(MetricsLevel level)
{
    private const string BatchPrefix = "otelcol_processor_batch_";

    private static readonly double[] DurationBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private static readonly double[] ItemBounds =
        [10, 25, 50, 75, 100, 250, 500, 750, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 20000, 30000, 50000, 100000];

    private static readonly double[] ByteBounds =
        [.. Enumerable.Range(7, 18).Select(power => Math.Pow(2, power))];

    private static readonly FrozenSet<string> DetailedOnly = FrozenSet.Create(
        StringComparer.Ordinal,
        "otelcol_processor_internal_duration",
        "otelcol_processor_batch_batch_send_size_bytes",
        "otelcol_exporter_queue_batch_send_size",
        "otelcol_exporter_queue_batch_send_size_bytes",
        "otelcol_exporter_enqueue_size",
        "otelcol_exporter_enqueue_size_bytes");

    private static readonly string[] ErrorLabels = ["error_type", "error_permanent"];

    /// <summary>True when the level serves this instrument.</summary>
    public bool Serves(Instrument instrument) => instrument.Meter.Name switch
    {
        GatewayMeter.Name => ServesOwn(instrument.Name),
        // The metrics that otelhttp and otelgrpc have there; the runtime has them under the same names.
        "Microsoft.AspNetCore.Hosting" or "System.Net.Http" => level == MetricsLevel.Detailed,
        _ => false,
    };

    /// <summary>Labels that the level removes from this instrument's series.</summary>
    public string[] RemovedLabels(string name) =>
        level < MetricsLevel.Detailed && name.StartsWith("otelcol_exporter_send_failed_", StringComparison.Ordinal)
            ? ErrorLabels
            : [];

    public static double[] BoundsOf(Instrument instrument)
    {
        IReadOnlyList<double>? advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound).ToArray(),
            _ => null,
        };
        return advised is not null ? [.. advised] : instrument.Unit switch
        {
            "s" => DurationBounds,
            "By" => ByteBounds,
            _ => ItemBounds,
        };
    }

    private bool ServesOwn(string name) => level switch
    {
        MetricsLevel.None => false,
        MetricsLevel.Basic => !name.StartsWith(BatchPrefix, StringComparison.Ordinal) && !DetailedOnly.Contains(name),
        MetricsLevel.Normal => !DetailedOnly.Contains(name),
        _ => true,
    };
}
