// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Naming;

/// <summary>
/// Translated names by what they are made from: name, unit and type. Bounded: when it is full it starts over, which costs
/// what it saved once. Not thread-safe.
/// </summary>
internal sealed class MetricNameCache(MetricNameRules rules) : IDisposable
{
    private const int MostKept = 10_000;

    private readonly Dictionary<byte[], MetricName> _names = new(ByteKeys.Comparer);
    private readonly ProtobufWriter _key = new(256);

    public MetricName Find(in MetricCursor metric)
    {
        bool isCounter = metric.Kind == MetricKind.Sum && metric.IsMonotonic;
        bool isGauge = metric.Kind == MetricKind.Gauge;
        _key.Clear();
        _key.WriteVarint((isCounter ? 1u : 0u) | (isGauge ? 2u : 0u));
        _key.WriteLengthPrefixed(metric.Unit);
        _key.WriteRaw(metric.Name);
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(_key.WrittenSpan, out MetricName? known))
        {
            return known;
        }

        if (_names.Count >= MostKept)
        {
            _names.Clear();
        }

        string unit = Encoding.UTF8.GetString(metric.Unit);
        MetricName made = new(rules.Translate(Encoding.UTF8.GetString(metric.Name), unit, isCounter, isGauge), UnitNames.Whole(unit));
        _names.Add(_key.WrittenSpan.ToArray(), made);
        return made;
    }

    public void Dispose() => _key.Dispose();
}
