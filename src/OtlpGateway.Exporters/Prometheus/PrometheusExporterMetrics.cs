// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Prometheus.Translation;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>What the <c>prometheus</c> exporter keeps, and what it does not show.</summary>
internal sealed class PrometheusExporterMetrics(Meter meter, ComponentId id)
{
    internal const string NoRoom = "max_series";
    internal const string OtherType = "type_conflict";
    internal const string Older = "older";

    private static readonly PointFault[] Faults = Enum.GetValues<PointFault>();

    private readonly KeyValuePair<string, object?> _exporter = new("exporter", id.ToString());

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "otlpgateway_prometheus_exporter_dropped_points", "{datapoint}", "Data points that have no series, by reason.");

    private readonly Gauge<long> _series = meter.CreateGauge<long>(
        "otlpgateway_prometheus_exporter_series", "{series}", "Series that are kept to be scraped.");

    public static string NameOf(PointFault fault) => fault switch
    {
        PointFault.InvalidName => "invalid_name",
        PointFault.InvalidPoint => "invalid_point",
        PointFault.TooOld => "too_old",
        PointFault.InFuture => "in_future",
        PointFault.NoTemporality => "no_temporality",
        PointFault.OutOfScale => "out_of_scale",
        PointFault.NativeHistogram => "native_histogram",
        PointFault.LateDelta => "late_delta",
        PointFault.TooManyDeltaStreams => "too_many_delta_streams",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "not a fault"),
    };

    public void Consumed(TranslationTally tally, in StoreTally stored, int series)
    {
        foreach (PointFault fault in Faults)
        {
            Drop(tally.DroppedFor(fault), NameOf(fault));
        }

        Drop(stored.NoRoom, NoRoom);
        Drop(stored.OtherType, OtherType);
        Drop(stored.Older, Older);
        _series.Record(series, _exporter);
    }

    private void Drop(int points, string reason)
    {
        if (points > 0)
        {
            _dropped.Add(points, _exporter, new("reason", reason));
        }
    }
}
