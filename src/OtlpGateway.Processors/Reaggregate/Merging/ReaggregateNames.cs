// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>The names in the settings, in UTF-8.</summary>
internal sealed class ReaggregateNames(ReaggregateSettings settings)
{
    private readonly byte[][] _dropped = [.. settings.DropResourceAttributes.Select(Encoding.UTF8.GetBytes)];

    private readonly byte[][] _kept = [.. settings.KeepResourceAttributes.Select(Encoding.UTF8.GetBytes)];

    private readonly (byte[] Metric, GaugeAggregation Aggregation)[] _gauges =
        [.. settings.GaugeOf.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value))];

    /// <summary>True for a resource attribute that does not come out.</summary>
    public bool IsDropped(ReadOnlySpan<byte> key) => _kept.Length > 0 ? !IsAmong(_kept, key) : IsAmong(_dropped, key);

    /// <summary>How the gauges of a metric become one.</summary>
    public GaugeAggregation GaugeOf(ReadOnlySpan<byte> metric)
    {
        foreach ((byte[] name, GaugeAggregation aggregation) in _gauges)
        {
            if (metric.SequenceEqual(name))
            {
                return aggregation;
            }
        }

        return settings.Gauge;
    }

    private static bool IsAmong(byte[][] names, ReadOnlySpan<byte> key)
    {
        foreach (byte[] name in names)
        {
            if (key.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
