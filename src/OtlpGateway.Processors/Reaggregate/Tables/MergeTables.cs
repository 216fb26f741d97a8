// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>Everything that the state knows: what a snapshot holds. Nothing in it depends on when output was written.</summary>
internal sealed class MergeTables
{
    public const ulong NanosPerSecond = 1_000_000_000;

    private const int MinGroups = 1000;
    private const long MinWords = 1 << 20;
    private const long WordsPerStream = 64;
    private const long ForgottenPart = 4;

    public MergeTables(ulong firstRunUnixNano, int maxStreams)
    {
        FirstRunUnixNano = firstRunUnixNano;
        MaxStreams = maxStreams;
        Forgotten = new ForgottenStreams(Math.Max(1, maxStreams / 2), Words, MaxWords / ForgottenPart);
    }

    /// <summary>When the group first ran: streams that began earlier were counted by nobody, and are not caught up with.</summary>
    public ulong FirstRunUnixNano { get; }

    public KeyedTable<StreamRecord> Streams { get; } = new();

    public KeyedTable<SeriesRecord> Series { get; } = new();

    public KeyedTable<GroupRecord> Groups { get; } = new();

    public ForgottenStreams Forgotten { get; }

    public ByteArena Text { get; private set; } = new();

    /// <summary>Buckets of streams and series.</summary>
    public WordArena Words { get; } = new();

    public BoundsTable Bounds { get; } = new();

    public int MaxStreams { get; }

    /// <summary>The latest arrival: the time by which streams and series are forgotten.</summary>
    public ulong ClockUnixNano { get; set; }

    /// <summary>When to look for what can be forgotten, in seconds since 1970.</summary>
    public uint NextSweepSeconds { get; set; }

    /// <summary>When to look again whether room can be made, in seconds since 1970.</summary>
    public uint NextMakeRoomSeconds { get; set; }

    /// <summary>When series were last forgotten: one that comes back starts behind it.</summary>
    public ulong SeriesHorizonUnixNano { get; set; }

    public uint ClockSeconds => (uint)(ClockUnixNano / NanosPerSecond);

    /// <summary>How many partitions the log's topic had when that was last looked at; 0 when nobody ever did.</summary>
    public int LogPartitions { get; set; }

    /// <summary>
    /// Buckets are bounded, too: by 512 bytes for each stream that there may be; those of forgotten streams, by a quarter of it.
    /// </summary>
    public bool HasRoomForStreams => Streams.Count < MaxStreams && Words.LiveWords - Forgotten.Words < MaxWords;

    public bool HasRoomForSeries => Series.Count < MaxStreams && !Text.IsFull;

    /// <summary>Bounds what overflow series stand in, too, which come on top of the others.</summary>
    public bool HasRoomForGroups => Groups.Count < (long)MaxStreams + MinGroups && !Text.IsFull;

    private long MaxWords => MinWords + (MaxStreams * WordsPerStream);

    /// <summary>Whether the streams of a series count into its total when they come, or are read when output is written.</summary>
    public bool IsReadAtOutput(in SeriesRecord series)
    {
        ref GroupRecord metric = ref Groups[series.Metric];
        return metric.Kind == MetricKind.Gauge || (metric.Kind == MetricKind.Sum && !metric.IsMonotonic);
    }

    /// <summary>Of a cumulative stream its last point is kept, so that it is not counted twice and can go on from there.</summary>
    public void Forget(in StreamRecord stream)
    {
        if ((stream.Flags & StreamFlags.IsCumulative) != 0)
        {
            Forgotten.Add(stream);
            return;
        }

        Words.Free(stream.Block);
    }

    /// <summary>Gives up what a series has beside its record.</summary>
    public void Forget(in SeriesRecord series)
    {
        if (HasBuckets(series))
        {
            Words.Free(series.Block);
        }
    }

    /// <summary>True where the series' block is one of buckets.</summary>
    public bool HasBuckets(in SeriesRecord series) =>
        Groups[series.Metric].Kind is MetricKind.Histogram or MetricKind.ExponentialHistogram;

    /// <summary>Copies the texts that are in use, when they are less than half of those that were added.</summary>
    public void CompactText()
    {
        long live = 0;
        for (int i = 0; i < Groups.Count; i++)
        {
            ref GroupRecord group = ref Groups[i];
            live += group.Body.Length + group.Extra.Length + group.Description.Length;
        }

        for (int i = 0; i < Series.Count; i++)
        {
            live += Series[i].Attributes.Length;
        }

        if (Text.Added > 2 * live)
        {
            CopyText();
        }
    }

    private void CopyText()
    {
        ByteArena compact = new();
        for (int i = 0; i < Groups.Count; i++)
        {
            ref GroupRecord group = ref Groups[i];
            group.Body = compact.Add(Text[group.Body]);
            group.Extra = compact.Add(Text[group.Extra]);
            group.Description = compact.Add(Text[group.Description]);
        }

        for (int i = 0; i < Series.Count; i++)
        {
            ref SeriesRecord series = ref Series[i];
            series.Attributes = compact.Add(Text[series.Attributes]);
        }

        Text = compact;
    }
}
