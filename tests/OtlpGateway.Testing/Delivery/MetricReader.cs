// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OtlpGateway.Testing.Delivery;

/// <summary>Adds up what the instruments of one meter report, by name and labels.</summary>
public sealed class MetricReader : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricReader(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>
    /// The sum of everything recorded under the name, over all label sets that contain each of <paramref name="labels"/>
    /// (<c>reason=queue_full</c>). Observable instruments are read first.
    /// </summary>
    public double Sum(string name, params string[] labels)
    {
        foreach (string key in _sums.Keys)
        {
            if (IsObservable(key))
            {
                _sums[key] = 0;
            }
        }

        _listener.RecordObservableInstruments();
        return _sums.Where(entry => Matches(entry.Key, name, labels)).Sum(entry => entry.Value);
    }

    /// <summary>How often something was recorded under the name.</summary>
    public long Count(string name, params string[] labels) =>
        _counts.Where(entry => Matches(entry.Key, name, labels)).Sum(entry => entry.Value);

    public void Dispose() => _listener.Dispose();

    private static bool IsObservable(string key) => key.StartsWith("observable ", StringComparison.Ordinal);

    private static bool Matches(string key, string name, string[] labels)
    {
        string[] parts = key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('|');
        return parts[0] == name && labels.All(label => parts.Contains(label, StringComparer.Ordinal));
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = (instrument.IsObservable ? "observable " : "plain ") + instrument.Name;
        foreach ((string label, object? labelValue) in tags)
        {
            key += $"|{label}={labelValue}";
        }

        _sums.AddOrUpdate(key, static (_, added) => added, static (_, sum, added) => sum + added, value);
        _counts.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }
}
