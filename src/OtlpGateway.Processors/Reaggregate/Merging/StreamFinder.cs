// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Streams;

namespace OtlpGateway.Processors.Reaggregate.Merging;

/// <summary>Finds the stream and the series of a point, and makes them where there is room.</summary>
internal sealed class StreamFinder(MergeTables tables, Sweeper sweeper)
{
    /// <summary>Of the attribute that SDKs set, too, when they have too many streams: theirs goes into the same series.</summary>
    private static readonly Key128 OverflowAttributes = KeyHash.Of(KeyValueCursor.Read(GroupBodies.OverflowAttribute()));

    /// <param name="origin">The point's metric. Its group is made with its first series.</param>
    /// <param name="attributes">The point's attributes.</param>
    /// <param name="point">The point's bytes.</param>
    /// <param name="interval">When a series is made: since when it counts.</param>
    /// <param name="arrival">When the point came.</param>
    public StreamPlace Find(
        ref Origin origin, CursorSequence<KeyValueCursor> attributes, ReadOnlySpan<byte> point, in PointInterval interval, ulong arrival)
    {
        (Key128 streamKey, Key128 seriesKey) = KeysOf(in origin, attributes);
        int stream = tables.Streams.Find(streamKey);
        if (stream >= 0)
        {
            int series = tables.Streams[stream].Series;
            if (tables.Series[series].Key != seriesKey)
            {
                // It moves only with a point that is new: one that comes late may still have its former labels.
                int other = FindOrAddSeries(ref origin, seriesKey, point, interval, arrival);
                series = other < 0 ? series : other;
            }

            return new StreamPlace(stream, series, IsNew: false);
        }

        if (!tables.HasRoomForStreams && !sweeper.MakeRoom())
        {
            return new StreamPlace(-1, FindOrAddOverflow(ref origin, interval, arrival), IsNew: true);
        }

        int target = FindOrAddSeries(ref origin, seriesKey, point, interval, arrival);
        if (target < 0)
        {
            return new StreamPlace(-1, -1, IsNew: true);
        }

        bool isBack = tables.Forgotten.TryTake(streamKey, PointTimes.LatestStart(interval), out StreamRecord record);
        if (!isBack)
        {
            record.Key = streamKey;
            record.Flags = origin.Metric.Temporality == Temporality.Cumulative ? StreamFlags.IsCumulative : StreamFlags.None;
        }

        record.Series = target;
        return new StreamPlace(tables.Streams.Add(record), target, IsNew: !isBack);
    }

    /// <summary>The stream of a point that only says that it ended; -1 when it is not known.</summary>
    public int FindKnown(in Origin origin, CursorSequence<KeyValueCursor> attributes) =>
        tables.Streams.Find(KeysOf(origin, attributes).Stream);

    /// <summary>A stamp names the stream; without one it is named by all that it came with.</summary>
    private static (Key128 Stream, Key128 Series) KeysOf(in Origin origin, CursorSequence<KeyValueCursor> attributes)
    {
        Key128 sum = default;
        Key128 stamp = default;
        bool isStamped = false;
        foreach (KeyValueCursor attribute in attributes)
        {
            if (!attribute.Key.SequenceEqual(StreamStamp.Key))
            {
                sum += KeyHash.Of(attribute);
                continue;
            }

            ReadOnlySpan<byte> value = attribute.Value.Bytes;
            if (value.Length == StreamStamp.Size)
            {
                isStamped = true;
                stamp = new Key128(BinaryPrimitives.ReadUInt64LittleEndian(value), BinaryPrimitives.ReadUInt64LittleEndian(value[sizeof(ulong)..]));
            }
        }

        Key128 source = isStamped ? stamp : KeyHash.Mix(origin.FullScope, sum);
        return (KeyHash.Mix(source, origin.StreamKind), KeyHash.Mix(origin.MetricKey, sum));
    }

    private int FindOrAddSeries(ref Origin origin, Key128 key, ReadOnlySpan<byte> point, in PointInterval interval, ulong arrival)
    {
        int found = tables.Series.Find(key);
        if (found >= 0)
        {
            return found;
        }

        int metric = origin.FindOrAddMetric(tables);
        if (metric < 0 || !tables.HasRoomForSeries)
        {
            return FindOrAddOverflow(ref origin, interval, arrival);
        }

        TextRef attributes = GroupBodies.AddAttributes(point, AttributesField(origin.Metric.Kind), tables.Text);
        return AddSeries(key, metric, attributes, SeriesFlags.None, interval, arrival);
    }

    private int FindOrAddOverflow(ref Origin origin, in PointInterval interval, ulong arrival)
    {
        Key128 key = KeyHash.Mix(origin.MetricKey, OverflowAttributes);
        int found = tables.Series.Find(key);
        if (found >= 0)
        {
            tables.Series[found].Flags |= SeriesFlags.IsOverflow;
            return found;
        }

        int metric = origin.FindOrAddMetric(tables);
        if (metric < 0)
        {
            return -1;
        }

        TextRef attributes = GroupBodies.AddOverflow(AttributesField(origin.Metric.Kind), tables.Text);
        return AddSeries(key, metric, attributes, SeriesFlags.IsOverflow, interval, arrival);
    }

    /// <summary>
    /// A series counts since its first stream did, but not since before the group first ran, nor since before a series of
    /// its name could have been forgotten: where two totals share a name, the later one starts behind the earlier one.
    /// </summary>
    private int AddSeries(Key128 key, int metric, TextRef attributes, SeriesFlags flags, in PointInterval interval, ulong arrival)
    {
        ulong earliest = Math.Max(tables.FirstRunUnixNano, tables.SeriesHorizonUnixNano);
        ulong start = interval.IsStartKnown && interval.Start > earliest ? interval.Start : arrival - 1;
        return tables.Series.Add(new SeriesRecord
        {
            Key = key,
            Metric = metric,
            Attributes = attributes,
            Flags = flags,
            StartUnixNano = Math.Min(start, arrival - 1),
        });
    }

    private static int AttributesField(MetricKind kind) => Output.PointFields.AttributesOf(kind);
}
