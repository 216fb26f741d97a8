// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Prometheus.Translation;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>
/// The last sample of every series. Thread-safe; a scrape and a batch wait for each other, so that a page shows whole batches.
/// </summary>
internal sealed class ScrapeStore(PrometheusExporterOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MetricsTranslator _translator = new(options.ToTranslation());
    private readonly SortedDictionary<byte[], ScrapeFamily> _families = new(NameOrder.Comparer);
    private readonly long _expiration = (long)options.MetricExpiration.TotalMilliseconds;
    private int _series;
    private long _swept = long.MinValue;

    public int SeriesCount => Volatile.Read(ref _series);

    /// <summary>Takes the series of a request over.</summary>
    /// <param name="request">A request that the edge has checked.</param>
    /// <param name="tally">What became of its points in translation is added to it.</param>
    public StoreTally Add(ReadOnlySpan<byte> request, TranslationTally tally)
    {
        lock (_gate)
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now - _swept > _expiration / 2)
            {
                Sweep(now);
            }

            ScrapeSink sink = new(this, options.MaxSeries, now, options.EnableOpenMetrics);
            _translator.Translate(request, ref sink, now, tally);
            sink.End();
            return sink.Tally;
        }
    }

    /// <summary>Shows every family that has series, by name, while nothing changes.</summary>
    public void Visit(Action<ScrapeFamily> visit)
    {
        lock (_gate)
        {
            Sweep(time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (ScrapeFamily family in _families.Values)
            {
                visit(family);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _translator.Dispose();
        }
    }

    /// <summary>The family of a name; null when there is one of another type, which came first.</summary>
    internal ScrapeFamily? FamilyOf(in MetricFamily family)
    {
        byte[] name = family.Name.ToArray();
        if (!_families.TryGetValue(name, out ScrapeFamily? found))
        {
            _families[name] = found = new ScrapeFamily(name, family.Type);
        }

        if (found.Type != family.Type)
        {
            return null;
        }

        if (found.Help.Length == 0)
        {
            found.Help = family.Help.ToArray();
        }

        if (found.Unit.Length == 0)
        {
            found.Unit = family.Unit.ToArray();
        }

        return found;
    }

    internal void Grow(int series) => Volatile.Write(ref _series, _series + series);

    private void Sweep(long now)
    {
        _swept = now;
        List<byte[]> empty = [];
        foreach (ScrapeFamily family in _families.Values)
        {
            foreach ((ulong hash, ScrapePoint point) in family.Points)
            {
                if (now - point.ReceivedAt > _expiration)
                {
                    Grow(-point.Count);
                    family.Points.Remove(hash);
                }
            }

            if (family.Points.Count == 0)
            {
                empty.Add(family.Name);
            }
        }

        empty.ForEach(name => _families.Remove(name));
    }

    private sealed class NameOrder : IComparer<byte[]>
    {
        public static readonly NameOrder Comparer = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
