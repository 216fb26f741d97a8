// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Processors.Reaggregate.Tables;

namespace OtlpGateway.Processors.Reaggregate.Snapshots;

/// <summary>Writes tables as <see cref="SnapshotFormat"/> draws them.</summary>
internal static class SnapshotWriter
{
    public static void Write(MergeTables tables, IBufferWriter<byte> destination)
    {
        SnapshotOutput output = new(destination);
        output.Write(SnapshotFormat.Magic);
        output.Write(SnapshotFormat.Version);
        output.Write((ushort)0);
        output.Write(tables.FirstRunUnixNano);
        output.Write(tables.ClockUnixNano);
        output.Write(tables.SeriesHorizonUnixNano);
        output.Write(tables.Forgotten.HorizonUnixNano);
        output.Write(tables.NextSweepSeconds);
        output.Write(tables.NextMakeRoomSeconds);
        output.Write(tables.LogPartitions);
        WriteGroups(tables, ref output);
        WriteBounds(tables.Bounds, ref output);
        WriteSeries(tables, ref output);
        WriteStreams(tables, ref output);
        WriteForgotten(tables.Forgotten.Older, tables.Words, ref output);
        WriteForgotten(tables.Forgotten.Newer, tables.Words, ref output);
        output.End();
    }

    private static void WriteGroups(MergeTables tables, ref SnapshotOutput output)
    {
        output.Write(tables.Groups.Count);
        for (int i = 0; i < tables.Groups.Count; i++)
        {
            ref GroupRecord group = ref tables.Groups[i];
            output.Write(group.Key);
            output.Write(group.Parent);
            output.Write((byte)group.Level);
            output.Write((byte)group.Kind);
            output.Write(group.IsMonotonic ? (byte)1 : (byte)0);
            output.Write(tables.Text[group.Body]);
            output.Write(tables.Text[group.Extra]);
            output.Write(tables.Text[group.Description]);
        }
    }

    private static void WriteSeries(MergeTables tables, ref SnapshotOutput output)
    {
        output.Write(tables.Series.Count);
        for (int i = 0; i < tables.Series.Count; i++)
        {
            ref SeriesRecord series = ref tables.Series[i];
            output.Write(series.Key);
            output.Write(series.StartUnixNano);
            output.Write(series.Total.Integer);
            output.Write(series.Total.High);
            output.Write(series.Total.Low);
            output.Write(series.SeenSeconds);
            output.Write(series.Metric);
            output.Write((byte)(series.Flags & ~SeriesRecord.TransientFlags));
            output.Write(tables.Text[series.Attributes]);
            WriteBlock(tables.HasBuckets(series) ? series.Block : 0, tables.Words, ref output);
        }
    }

    private static void WriteStreams(MergeTables tables, ref SnapshotOutput output)
    {
        output.Write(tables.Streams.Count);
        for (int i = 0; i < tables.Streams.Count; i++)
        {
            ref StreamRecord stream = ref tables.Streams[i];
            output.Write(stream.Key);
            output.Write(stream.StartUnixNano);
            output.Write(stream.TimeUnixNano);
            output.Write(stream.Value);
            output.Write(stream.SeenSeconds);
            output.Write(stream.Series);
            output.Write((byte)stream.Flags);
            WriteBlock(stream.Block, tables.Words, ref output);
        }
    }

    private static void WriteBounds(BoundsTable bounds, ref SnapshotOutput output)
    {
        output.Write(bounds.Count - 1);
        for (int i = 1; i < bounds.Count; i++)
        {
            output.Write(bounds[i].Length);
            foreach (double bound in bounds[i])
            {
                output.Write(bound);
            }
        }
    }

    private static void WriteBlock(int block, WordArena words, ref SnapshotOutput output)
    {
        if (block == 0)
        {
            output.Write(0);
            return;
        }

        ReadOnlySpan<ulong> content = words[block];
        output.Write(content.Length);
        output.Write(words.InfoOf(block));
        foreach (ulong word in content)
        {
            output.Write(word);
        }
    }

    private static void WriteForgotten(KeyedTable<ForgottenStream> forgotten, WordArena words, ref SnapshotOutput output)
    {
        output.Write(forgotten.Count);
        for (int i = 0; i < forgotten.Count; i++)
        {
            ref ForgottenStream stream = ref forgotten[i];
            output.Write(stream.Key);
            output.Write(stream.StartUnixNano);
            output.Write(stream.TimeUnixNano);
            output.Write(stream.Value);
            output.Write((byte)stream.Flags);
            WriteBlock(stream.Block, words, ref output);
        }
    }
}
