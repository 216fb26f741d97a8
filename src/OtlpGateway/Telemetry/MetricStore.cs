// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OtlpGateway.Telemetry;

/// <summary>
/// Listens to the gateway's instruments and adds up what they record, by metric name. A new graph after a reload brings
/// new instruments of the same names, and the totals go on.
/// </summary>
internal sealed class MetricStore : IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scrapeLock = new();
    private readonly MetricViews _views;
    private int _generation;
    private long _gatherErrors;

    public MetricStore(MetricsLevel level)
    {
        _views = new MetricViews(level);
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Observable instruments whose callback failed during a scrape.</summary>
    public long GatherErrors => Interlocked.Read(ref _gatherErrors);

    /// <summary>
    /// Asks the observable instruments and hands every family that has something to show to <paramref name="write"/>,
    /// sorted by name. Scrapes wait for each other.
    /// </summary>
    /// <returns>What observable instruments threw, or null.</returns>
    public AggregateException? Scrape(Action<MetricFamily, IReadOnlyList<MetricSeries>> write)
    {
        lock (_scrapeLock)
        {
            AggregateException? failure = Gather();
            foreach (MetricFamily family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                MetricSeries[] series = family.Snapshot();
                // What an observable instrument no longer reports is gone, for example the queue of a removed exporter.
                MetricSeries[] current = [.. series.Where(one => one.Generation == 0 || one.Generation == _generation)];
                if (current.Length > 0)
                {
                    write(family, current);
                }
            }

            return failure;
        }
    }

    public void Dispose() => _listener.Dispose();

    private static MetricKind? KindOf(Instrument instrument)
    {
        Type type = instrument.GetType().GetGenericTypeDefinition();
        return type switch
        {
            _ when type == typeof(Counter<>) => MetricKind.Counter,
            _ when type == typeof(UpDownCounter<>) => MetricKind.UpDown,
            _ when type == typeof(Histogram<>) => MetricKind.Histogram,
            _ when type == typeof(ObservableCounter<>) => MetricKind.ObservedCounter,
            _ when type == typeof(ObservableUpDownCounter<>) || type == typeof(ObservableGauge<>) || type == typeof(Gauge<>) => MetricKind.Gauge,
            _ => null,
        };
    }

    private AggregateException? Gather()
    {
        _generation++;
        try
        {
            _listener.RecordObservableInstruments();
            return null;
        }
        catch (AggregateException exception)
        {
            Interlocked.Add(ref _gatherErrors, exception.InnerExceptions.Count);
            return exception;
        }
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (!_views.Serves(instrument) || KindOf(instrument) is not { } kind)
        {
            return;
        }

        string name = PrometheusText.MetricName(instrument.Name);
        MetricFamily family = _families.GetOrAdd(name, _ => new MetricFamily(
            name,
            kind,
            instrument.Unit ?? "",
            instrument.Description ?? "",
            kind == MetricKind.Histogram ? MetricViews.BoundsOf(instrument) : [],
            _views.RemovedLabels(name)));
        if (family.Kind == kind)
        {
            listener.EnableMeasurementEvents(instrument, new Recorder(this, family, instrument.IsObservable));
        }
    }

    private static void Record(object? state, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var recorder = (Recorder)state!;
        MetricSeries series = recorder.Find(tags);
        switch (recorder.Family.Kind)
        {
            case MetricKind.Counter or MetricKind.UpDown:
                series.Add(value);
                break;
            case MetricKind.Histogram:
                series.Observe(value);
                break;
            default:
                series.Set(value);
                break;
        }
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var recorder = (Recorder)state!;
        MetricSeries series = recorder.Find(tags);
        switch (recorder.Family.Kind)
        {
            case MetricKind.Counter or MetricKind.UpDown:
                series.Add(value);
                break;
            case MetricKind.Histogram:
                series.Observe(value);
                break;
            default:
                series.Set(value);
                break;
        }
    }

    private sealed class Recorder(MetricStore store, MetricFamily family, bool observable)
    {
        public MetricFamily Family => family;

        public MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            MetricSeries series = family.Find(tags);
            if (observable)
            {
                series.Generation = store._generation;
            }

            return series;
        }
    }
}
