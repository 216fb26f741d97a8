// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Telemetry;

/// <summary>
/// All series of one metric name, whichever instruments record into it. Finding a series reads without a lock; adding one
/// takes it. The number of series is bounded: what comes later is added up in one series that says so.
/// </summary>
internal sealed class MetricFamily(
    string name,
    MetricKind kind,
    string unit,
    string help,
    double[] bounds,
    string[] removedLabels)
{
    /// <summary>Most series of one name.</summary>
    public const int MaxSeries = 2000;

    private const int BucketCount = 256;
    private const int MaxTags = 16;
    private static readonly KeyValuePair<string, object?>[] OverflowTags = [new("otel_metric_overflow", true)];

    private readonly MetricSeries?[] _buckets = new MetricSeries?[BucketCount];
    private readonly List<MetricSeries> _series = [];
    private readonly Lock _lock = new();

    public string Name { get; } = name;

    public MetricKind Kind { get; } = kind;

    public string Unit { get; } = unit;

    public string Help { get; } = help;

    public double[] Bounds { get; } = bounds;

    /// <summary>A copy of the series, oldest first.</summary>
    public MetricSeries[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _series];
        }
    }

    public MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (removedLabels.Length == 0)
        {
            return FindOrAdd(tags);
        }

        var kept = default(TagBuffer);
        int count = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (count < MaxTags && !IsRemoved(tag.Key))
            {
                kept[count++] = tag;
            }
        }

        ReadOnlySpan<KeyValuePair<string, object?>> span = kept;
        return FindOrAdd(span[..count]);
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // A sum, so that the order in which the caller names the labels makes no difference.
        int hash = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            hash += HashCode.Combine(tag.Key, tag.Value);
        }

        return hash;
    }

    private bool IsRemoved(string label)
    {
        foreach (string removed in removedLabels)
        {
            if (string.Equals(removed, label, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private MetricSeries FindOrAdd(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        int hash = HashOf(tags);
        return Lookup(tags, hash) ?? AddSeries(tags, hash);
    }

    private MetricSeries? Lookup(ReadOnlySpan<KeyValuePair<string, object?>> tags, int hash)
    {
        MetricSeries? series = Volatile.Read(ref _buckets[hash & (BucketCount - 1)]);
        while (series is not null && (series.Hash != hash || !series.HasTags(tags)))
        {
            series = series.Next;
        }

        return series;
    }

    private MetricSeries AddSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int hash)
    {
        lock (_lock)
        {
            if (_series.Count >= MaxSeries)
            {
                tags = OverflowTags;
                hash = HashOf(tags);
            }

            MetricSeries? series = Lookup(tags, hash);
            if (series is null)
            {
                ref MetricSeries? head = ref _buckets[hash & (BucketCount - 1)];
                series = new MetricSeries(tags.ToArray(), hash, PrometheusText.LabelBlock(tags), Bounds) { Next = head };
                _series.Add(series);
                Volatile.Write(ref head, series);
            }

            return series;
        }
    }

    [InlineArray(MaxTags)]
    private struct TagBuffer
    {
        private KeyValuePair<string, object?> _first;
    }
}
