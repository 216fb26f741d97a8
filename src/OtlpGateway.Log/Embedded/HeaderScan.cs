// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log.Embedded;

/// <summary>Reads one header of the recent records of a topic; what is damaged is passed over.</summary>
internal sealed class HeaderScan(
    string header,
    DateTimeOffset since,
    Action<DateTimeOffset, ReadOnlyMemory<byte>> found,
    CancellationToken cancellationToken)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(header);
    private readonly long _sinceMs = since.ToUnixTimeMilliseconds();

    public void Run(Topic topic)
    {
        foreach (Partition partition in topic.Partitions)
        {
            Partition.View view = partition.Current;
            for (int i = 0; i < view.Segments.Length; i++)
            {
                // A segment was closed when the next one was begun.
                bool isRecent = i + 1 == view.Segments.Length || view.Segments[i + 1].Header.CreatedMs >= _sinceMs;
                if (isRecent && view.Segments[i].IsReadable)
                {
                    Run(partition, view.Segments[i], view.EndOf(i));
                }
            }
        }
    }

    private void Run(Partition partition, Segment segment, long endOffset)
    {
        using ILogFile file = partition.Settings.Files.OpenRead(segment.Path);
        using RecordScanner scanner = new(file, segment.Header.Salt, segment.DurableLength);
        long position = scanner.Find(SegmentHeader.Size, 0, out RecordHeader record);
        while (position >= 0 && record.Offset < endOffset)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (record.TimestampMs >= _sinceMs && record.HeadersLength > 0)
            {
                Report(scanner.ReadHeaderBlock(position, record), record.TimestampMs);
            }

            position = scanner.Find(position + record.TotalLength, record.Offset + 1, out record);
        }
    }

    private void Report(byte[] block, long timestampMs)
    {
        if (HeaderBlock.TryFind(block, _name, out ReadOnlyMemory<byte> value))
        {
            found(DateTimeOffset.FromUnixTimeMilliseconds(timestampMs), value);
        }
    }
}
