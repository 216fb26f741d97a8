// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>
/// The series of one request as both versions of remote write can be made from: each series once, its points in order of
/// time, all series that one data point has in one shard. Reused: <see cref="Clear"/> keeps the buffers.
/// </summary>
/// <remarks>Filled by one thread; then read by several.</remarks>
public sealed class SeriesBlock : ISeriesSink, IDisposable
{
    private const int SampleBytes = 22;
    private const int SeriesBytes = 8;
    private const int ExemplarBytes = 24;

    private readonly ProtobufWriter _bytes = new(64 * 1024);
    private readonly List<SeriesEntry> _series = [];
    private readonly List<PointEntry> _points = [];
    private readonly List<ExemplarEntry> _exemplars = [];
    private readonly List<FamilyEntry> _families = [];
    private readonly HashIndex _seriesIndex = new();
    private readonly HashIndex _familyIndex = new();
    private readonly List<int>[] _shards;
    private int _family;
    private int _current;
    private int _items;
    private ulong _pointHash;

    /// <param name="shards">How many parts the series are shared out to.</param>
    public SeriesBlock(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shards, 1);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new List<int>())];
    }

    /// <summary>How many series.</summary>
    public int SeriesCount => _series.Count;

    /// <summary>Samples and histograms.</summary>
    public int PointCount => _points.Count;

    /// <summary>Points that replaced another of the same series and time.</summary>
    public int Duplicates { get; private set; }

    /// <summary>About how much memory it takes, in bytes.</summary>
    public long Size => _bytes.Length + (64L * (_series.Count + _points.Count));

    internal ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    internal ReadOnlySpan<SeriesEntry> Series => CollectionsMarshal.AsSpan(_series);

    internal ReadOnlySpan<PointEntry> Points => CollectionsMarshal.AsSpan(_points);

    internal ReadOnlySpan<ExemplarEntry> Exemplars => CollectionsMarshal.AsSpan(_exemplars);

    internal ReadOnlySpan<FamilyEntry> Families => CollectionsMarshal.AsSpan(_families);

    /// <summary>How many series a shard has.</summary>
    public int CountOf(int shard) => _shards[shard].Count;

    /// <summary>About how many bytes a series of a shard takes in a request, and how many points it has.</summary>
    public (int Bytes, int Points) SizeOf(int shard, int position)
    {
        ref readonly SeriesEntry series = ref Series[_shards[shard][position]];
        return (series.Bytes, series.Points);
    }

    /// <summary>Which series a shard has, in the order in which they came.</summary>
    internal ReadOnlySpan<int> SeriesOf(int shard) => CollectionsMarshal.AsSpan(_shards[shard]);

    public void Clear()
    {
        _bytes.Clear();
        _series.Clear();
        _points.Clear();
        _exemplars.Clear();
        _families.Clear();
        _seriesIndex.Clear();
        _familyIndex.Clear();
        foreach (List<int> shard in _shards)
        {
            shard.Clear();
        }

        Duplicates = 0;
    }

    public void Dispose() => _bytes.Dispose();

    void ISeriesSink.Family(scoped in MetricFamily family)
    {
        ulong hash = ByteHash.Of(family.Name, (ulong)family.Type);
        _family = _familyIndex.Find(hash, new FamilyKey(this, family.Name, family.Type));
        if (_family < 0)
        {
            _family = _families.Count;
            _families.Add(new FamilyEntry(Keep(family.Name), Keep(family.Unit), Keep(family.Help), family.Type));
            _familyIndex.Add(hash, _family);
        }
    }

    void ISeriesSink.Point(ulong hash)
    {
        _pointHash = hash;
        _items = 1;
    }

    void ISeriesSink.Target(ulong hash)
    {
        _pointHash = hash;
        _items = 0;
    }

    void ISeriesSink.Sample(scoped ReadOnlySpan<byte> labels, in SampleValue sample)
    {
        PointEntry point = new() { Bits = sample.Bits, Timestamp = sample.Timestamp, StartTimestamp = sample.StartTimestamp };
        Append(labels, isHistogram: false, point, SampleBytes);
    }

    void ISeriesSink.Histogram(scoped ReadOnlySpan<byte> labels, NativeHistogram histogram)
    {
        int start = _bytes.Length;
        HistogramWriter.Write(_bytes, histogram);
        PointEntry point = new()
        {
            Timestamp = histogram.Timestamp,
            StartTimestamp = histogram.StartTimestamp,
            Histogram = new ByteRange(start, _bytes.Length - start),
            HasCustomBuckets = histogram.Schema == NativeHistogram.CustomBuckets,
        };
        Append(labels, isHistogram: true, point, SampleBytes + _bytes.Length - start);
    }

    void ISeriesSink.Exemplar(scoped ReadOnlySpan<byte> labels, ulong valueBits, long timestamp)
    {
        int index = _exemplars.Count;
        _exemplars.Add(new ExemplarEntry { Labels = Keep(labels), Bits = valueBits, Timestamp = timestamp, Next = -1 });
        ref SeriesEntry series = ref CollectionsMarshal.AsSpan(_series)[_current];
        series.Bytes += ExemplarBytes + labels.Length;
        if (series.FirstExemplar < 0)
        {
            series.FirstExemplar = index;
        }
        else
        {
            CollectionsMarshal.AsSpan(_exemplars)[series.LastExemplar].Next = index;
        }

        series.LastExemplar = index;
    }

    private void Append(ReadOnlySpan<byte> labels, bool isHistogram, PointEntry point, int bytes)
    {
        point.Items = _items;
        _items = 0;
        ulong hash = ByteHash.Of(labels, isHistogram ? 1u : 0u);
        _current = _seriesIndex.Find(hash, new SeriesKey(this, labels, isHistogram));
        if (_current < 0)
        {
            _current = AddSeries(labels, hash, isHistogram);
        }

        ref SeriesEntry series = ref CollectionsMarshal.AsSpan(_series)[_current];
        series.Bytes += bytes;
        Insert(ref series, point);
    }

    private int AddSeries(ReadOnlySpan<byte> labels, ulong hash, bool isHistogram)
    {
        int index = _series.Count;
        _series.Add(new SeriesEntry
        {
            Labels = Keep(labels),
            Hash = hash,
            Family = _family,
            IsHistogram = isHistogram,
            FirstPoint = -1,
            LastPoint = -1,
            FirstExemplar = -1,
            LastExemplar = -1,
            Bytes = SeriesBytes + labels.Length,
        });
        _seriesIndex.Add(hash, index);
        _shards[(int)((_pointHash >> 32) * (ulong)_shards.Length >> 32)].Add(index);
        return index;
    }

    /// <summary>Points mostly come in order of time. Of two at one time the later one counts: a receiver takes one only.</summary>
    private void Insert(ref SeriesEntry series, PointEntry point)
    {
        Span<PointEntry> points = CollectionsMarshal.AsSpan(_points);
        int before = series.LastPoint;
        if (before >= 0 && points[before].Timestamp > point.Timestamp)
        {
            before = FindBefore(series, point.Timestamp);
        }

        if (before >= 0 && points[before].Timestamp == point.Timestamp)
        {
            Duplicates++;
            point.Next = points[before].Next;
            point.Items += points[before].Items;
            points[before] = point;
            return;
        }

        int index = _points.Count;
        point.Next = before < 0 ? series.FirstPoint : points[before].Next;
        _points.Add(point);
        series.Points++;
        series.LastPoint = before == series.LastPoint ? index : series.LastPoint;
        if (before < 0)
        {
            series.FirstPoint = index;
        }
        else
        {
            CollectionsMarshal.AsSpan(_points)[before].Next = index;
        }
    }

    /// <summary>The last point that is not later; -1 when all are.</summary>
    private int FindBefore(in SeriesEntry series, long timestamp)
    {
        Span<PointEntry> points = CollectionsMarshal.AsSpan(_points);
        int before = -1;
        for (int at = series.FirstPoint; at >= 0 && points[at].Timestamp <= timestamp; at = points[at].Next)
        {
            before = at;
        }

        return before;
    }

    private ByteRange Keep(ReadOnlySpan<byte> bytes)
    {
        ByteRange range = new(_bytes.Length, bytes.Length);
        _bytes.WriteRaw(bytes);
        return range;
    }

    private readonly ref struct SeriesKey(SeriesBlock block, ReadOnlySpan<byte> labels, bool isHistogram) : IIndexed
    {
        private readonly ReadOnlySpan<byte> _labels = labels;

        public bool IsEntry(int index)
        {
            SeriesEntry entry = block._series[index];
            return entry.IsHistogram == isHistogram && entry.Labels.Of(block.Bytes).SequenceEqual(_labels);
        }
    }

    private readonly ref struct FamilyKey(SeriesBlock block, ReadOnlySpan<byte> name, MetricType type) : IIndexed
    {
        private readonly ReadOnlySpan<byte> _name = name;

        public bool IsEntry(int index) => block._families[index].Type == type && block._families[index].Name.Of(block.Bytes).SequenceEqual(_name);
    }
}
