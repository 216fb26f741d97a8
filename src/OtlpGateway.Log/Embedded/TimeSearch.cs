// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Embedded;

/// <summary>Finds records by the time they were stored; reads headers only, of one segment where clocks went forward.</summary>
internal static class TimeSearch
{
    /// <summary>The first offset stored at <paramref name="time"/> or later, or the partition's end; what is damaged is passed over.</summary>
    public static long Find(Partition partition, DateTimeOffset time, CancellationToken cancellationToken)
    {
        long timeMs = time.ToUnixTimeMilliseconds();
        Partition.View view = partition.Current;
        for (int i = 0; i < view.Segments.Length; i++)
        {
            // A segment was closed when the next one was begun: one that was closed before has nothing that late.
            bool mayHold = i + 1 == view.Segments.Length || view.Segments[i + 1].Header.CreatedMs >= timeMs;
            if (mayHold && view.Segments[i].IsReadable
                && Find(partition, view.Segments[i], view.EndOf(i), timeMs, cancellationToken) is { } offset)
            {
                return offset;
            }
        }

        return view.EndOffset;
    }

    private static long? Find(Partition partition, Segment segment, long endOffset, long timeMs, CancellationToken cancellationToken)
    {
        using ILogFile file = partition.Settings.Files.OpenRead(segment.Path);
        using RecordScanner scanner = new(file, segment.Header.Salt, segment.DurableLength);
        long position = scanner.Find(SegmentHeader.Size, 0, out RecordHeader record);
        while (position >= 0 && record.Offset < endOffset)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record.TimestampMs >= timeMs)
            {
                return record.Offset;
            }

            position = scanner.Find(position + record.TotalLength, record.Offset + 1, out record);
        }

        return null;
    }
}
