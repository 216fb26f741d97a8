// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Telemetry;

/// <summary>
/// One labelled series and its value. Recording takes no lock and allocates nothing. Integers and reals are kept apart,
/// so that the common integer counter is one atomic addition; the value is their sum.
/// </summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, int hash, byte[] labels, double[] bounds)
{
    private readonly long[] _buckets = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private long _integer;
    private double _real;
    private int _generation;

    /// <summary>The label block without braces, escaped, in UTF-8.</summary>
    public byte[] Labels { get; } = labels;

    public int Hash { get; } = hash;

    /// <summary>The next series of the same hash bucket; written before the series is published.</summary>
    public MetricSeries? Next { get; init; }

    public double Value => Interlocked.Read(ref _integer) + Volatile.Read(ref _real);

    /// <summary>The scrape that saw this series last, for series that are asked for rather than recorded.</summary>
    public int Generation
    {
        get => Volatile.Read(ref _generation);
        set => Volatile.Write(ref _generation, value);
    }

    /// <summary>Measurements of a histogram by bucket, not cumulated; the last one has no upper bound.</summary>
    public ReadOnlySpan<long> Buckets => _buckets;

    public bool HasTags(ReadOnlySpan<KeyValuePair<string, object?>> other)
    {
        if (other.Length != tags.Length)
        {
            return false;
        }

        foreach (KeyValuePair<string, object?> tag in other)
        {
            if (!HasTag(tag))
            {
                return false;
            }
        }

        return true;
    }

    public void Add(long value) => Interlocked.Add(ref _integer, value);

    public void Add(double value)
    {
        double seen = Volatile.Read(ref _real);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref _real, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }

    public void Set(long value) => Interlocked.Exchange(ref _integer, value);

    public void Set(double value) => Interlocked.Exchange(ref _real, value);

    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    private bool HasTag(KeyValuePair<string, object?> wanted)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (string.Equals(tag.Key, wanted.Key, StringComparison.Ordinal))
            {
                return Equals(tag.Value, wanted.Value);
            }
        }

        return false;
    }
}
