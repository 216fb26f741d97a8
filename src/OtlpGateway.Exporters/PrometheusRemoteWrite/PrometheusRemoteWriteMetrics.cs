// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>The exporter's own instruments, as the Collector names them, then ours; what every exporter counts is counted around it.</summary>
internal sealed class PrometheusRemoteWriteMetrics(Meter meter, ComponentId id)
{
    private const string Theirs = "otelcol_exporter_prometheusremotewrite_";
    private const string Ours = "otlpgateway_prometheusremotewrite_";

    private readonly KeyValuePair<string, object?> _exporter = new("exporter", id.ToString());

    private readonly UpDownCounter<long> _consumers = meter.CreateUpDownCounter<long>(
        Theirs + "consumers", "{consumer}", "Ways on which requests are sent at once.");

    private readonly Counter<long> _failedTranslations = meter.CreateCounter<long>(
        Theirs + "failed_translations", "{datapoint}", "Data points that have no place in Prometheus.");

    private readonly Counter<long> _series = meter.CreateCounter<long>(
        Theirs + "translated_time_series", "{timeseries}", "Series that batches became, each once a batch.");

    private readonly Counter<long> _batches = meter.CreateCounter<long>(
        Theirs + "sent_batches", "{batch}", "Requests that were sent, whatever the answer.");

    private readonly Counter<long> _samples = meter.CreateCounter<long>(
        Theirs + "written_samples", "{sample}", "Samples that the receiver took.");

    private readonly Counter<long> _histograms = meter.CreateCounter<long>(
        Theirs + "written_histograms", "{histogram}", "Histograms that the receiver took.");

    private readonly Counter<long> _exemplars = meter.CreateCounter<long>(
        Theirs + "written_exemplars", "{exemplar}", "Exemplars that the receiver took.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        Ours + "dropped_points", "{datapoint}", "Data points that were not sent or not taken, by reason.");

    private readonly Counter<long> _duplicates = meter.CreateCounter<long>(
        Ours + "duplicate_samples", "{sample}", "Samples that another one of the same series and time replaced.");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        Ours + "retries", "{request}", "Requests that were sent again.");

    private readonly Counter<long> _splits = meter.CreateCounter<long>(
        Ours + "split_requests", "{request}", "Refused requests whose halves were sent on their own.");

    private readonly Counter<long> _fallbacks = meter.CreateCounter<long>(
        Ours + "fallbacks", "{fallback}", "Times that the receiver turned out to know remote write 1.0 only.");

    private readonly Counter<long> _bytes = meter.CreateCounter<long>(
        Ours + "sent_bytes", "By", "Bytes of requests, compressed.");

    private readonly UpDownCounter<long> _deltaStreams = meter.CreateUpDownCounter<long>(
        Ours + "delta_streams", "{stream}", "Streams whose deltas are being added up.");

    public void Consumers(int change) => _consumers.Add(change, _exporter);

    public void Translated(int series, int failed, int duplicates)
    {
        _series.Add(series, _exporter);
        if (failed > 0)
        {
            _failedTranslations.Add(failed, _exporter);
        }

        if (duplicates > 0)
        {
            _duplicates.Add(duplicates, _exporter);
        }
    }

    public void Dropped(int points, string reason) => _dropped.Add(points, _exporter, new("reason", reason));

    public void Sent(int bytes, bool isRetry)
    {
        _batches.Add(1, _exporter);
        _bytes.Add(bytes, _exporter);
        if (isRetry)
        {
            _retries.Add(1, _exporter);
        }
    }

    public void Written(in WrittenCounts written)
    {
        _samples.Add(written.Samples, _exporter);
        _histograms.Add(written.Histograms, _exporter);
        _exemplars.Add(written.Exemplars, _exporter);
    }

    public void Split() => _splits.Add(1, _exporter);

    public void FellBack() => _fallbacks.Add(1, _exporter);

    public void DeltaStreams(int change) => _deltaStreams.Add(change, _exporter);
}
