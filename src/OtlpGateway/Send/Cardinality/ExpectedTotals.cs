// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OtlpGateway.Send.Cardinality;

/// <summary>What must be found in the destination when labels were dropped or normalised rightly. Thread-safe.</summary>
internal sealed class ExpectedTotals
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(MetricFamily Family, string Template), Total> _totals = [];

    /// <summary>Adds what one acknowledged point says that is new.</summary>
    /// <param name="buckets">Events per bucket since the stream's last counted point.</param>
    public void Add(MetricFamily family, string template, IReadOnlyList<long> buckets, double gauge)
    {
        lock (_lock)
        {
            if (!_totals.TryGetValue((family, template), out Total? total))
            {
                _totals[(family, template)] = total = new Total();
            }

            total.Add(buckets, gauge);
        }
    }

    /// <summary>For people.</summary>
    public string Table()
    {
        StringBuilder text = new("expected, with env=\"prod\", region=\"us-east\":");
        foreach (((MetricFamily family, string template), Total total) in Ordered())
        {
            string label = template.Length == 0 ? "" : $" {family.Label}=\"{template}\"";
            text.Append(CultureInfo.InvariantCulture, $"\n  {family.Name}{label} ({Kind(family)}): {total.Describe(family.Kind)}");
        }

        return text.ToString();
    }

    /// <summary>For programs: a list with one object per series.</summary>
    public string Json()
    {
        IEnumerable<Dictionary<string, object>> rows = Ordered().Select(entry => new Dictionary<string, object>
        {
            ["metric"] = entry.Key.Family.Name,
            ["kind"] = Kind(entry.Key.Family),
            ["label"] = entry.Key.Family.Label,
            ["template"] = entry.Key.Template,
            ["count"] = entry.Value.Count,
            ["sum"] = entry.Value.Sum,
            ["buckets"] = entry.Value.Buckets,
            ["min"] = entry.Value.Min,
            ["max"] = entry.Value.Max,
            ["mean"] = entry.Value.Mean,
        });
        return JsonSerializer.Serialize(rows);
    }

    private IEnumerable<KeyValuePair<(MetricFamily Family, string Template), Total>> Ordered()
    {
        lock (_lock)
        {
            return [.. _totals.OrderBy(entry => entry.Key.Family.Name, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Family.Kind)
                .ThenBy(entry => entry.Key.Template, StringComparer.Ordinal)];
        }
    }

    private static string Kind(MetricFamily family) => family.Kind.ToString().ToLowerInvariant();

    private sealed class Total
    {
        private double _gauges;
        private long _points;

        public long[] Buckets { get; } = new long[ClientStream.Bounds.Count + 1];

        public long Count => Buckets.Sum();

        public double Sum => Buckets.Select((count, bucket) => count * StreamPoint.EventSize(bucket)).Sum();

        public double Min { get; private set; } = double.PositiveInfinity;

        public double Max { get; private set; } = double.NegativeInfinity;

        /// <summary>Over all points; every client sends every value equally often, so it is that of the last points too.</summary>
        public double Mean => _gauges / _points;

        public void Add(IReadOnlyList<long> buckets, double gauge)
        {
            for (int i = 0; i < buckets.Count; i++)
            {
                Buckets[i] += buckets[i];
            }

            Min = Math.Min(Min, gauge);
            Max = Math.Max(Max, gauge);
            _gauges += gauge;
            _points++;
        }

        public string Describe(FamilyKind kind) => kind switch
        {
            FamilyKind.Gauge => string.Create(CultureInfo.InvariantCulture, $"mean {Mean}, min {Min}, max {Max}"),
            FamilyKind.Counter => string.Create(CultureInfo.InvariantCulture, $"total {Count}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"count {Count}, sum {Sum}, per bucket [{string.Join(", ", Buckets)}]"),
        };
    }
}
