// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// Opens a partition's directory. Only heads of segments are read, and of the last segment what lies behind its last
/// index entry; a torn tail is cut there. Throws <see cref="LogFormatException"/> for a layout of another release.
/// </summary>
internal sealed class PartitionRecovery(PartitionSettings settings)
{
    private const int SmallestRecordBytes = RecordHeader.Size;

    /// <param name="minNextOffset">What consumer groups have finished: offsets before it must never be given again.</param>
    public RecoveredPartition Recover(long minNextOffset)
    {
        List<Segment> segments = [.. FindSegments()];
        long floor = minNextOffset;
        if (segments.Count > 0 && IsUnbegun(segments[^1]))
        {
            // The crash came between the creation of the file and its first flush: nothing in it was acknowledged.
            floor = Math.Max(floor, segments[^1].BaseOffset);
            Remove(segments[^1]);
            segments.RemoveAt(segments.Count - 1);
        }

        foreach (Segment closed in segments.SkipLast(1))
        {
            closed.DurableLength = new FileInfo(closed.Path).Length;
        }

        return segments.Count == 0
            ? new RecoveredPartition(segments, floor, null, 0)
            : RecoverTail(segments, floor);
    }

    private IEnumerable<Segment> FindSegments()
    {
        foreach (string path in Directory.EnumerateFiles(settings.Directory, "*" + Segment.Extension).Order(StringComparer.Ordinal))
        {
            if (Segment.TryParseFileName(path, out long baseOffset))
            {
                yield return OpenSegment(path, baseOffset);
            }
        }
    }

    private Segment OpenSegment(string path, long baseOffset)
    {
        Span<byte> bytes = stackalloc byte[SegmentHeader.Size];
        using ILogFile file = settings.Files.OpenRead(path);
        int read = file.Read(bytes, 0);
        if (!SegmentHeader.TryRead(bytes[..read], out SegmentHeader header, out byte version))
        {
            return new Segment(path, new SegmentHeader(baseOffset, 0, 0, settings.Number), isReadable: false);
        }

        if (version != SegmentHeader.CurrentVersion)
        {
            throw new LogFormatException(
                $"The log file {path} has layout version {version}; this release reads version {SegmentHeader.CurrentVersion}. "
                + (version > SegmentHeader.CurrentVersion
                    ? "It was written by a newer release: run that one."
                    : "Drain the log with the release that wrote it, or give this one an empty directory."));
        }

        if (header.BaseOffset != baseOffset || header.Partition != settings.Number)
        {
            throw new LogFormatException(
                $"The log file {path} says it is partition {header.Partition} from offset {header.BaseOffset} on: it was renamed or moved. Put it back.");
        }

        return new Segment(path, header, isReadable: true);
    }

    // An index entry is written after a flush only: where there is one, the segment held records and lost them.
    private static bool IsUnbegun(Segment segment) =>
        !segment.IsReadable
        && new FileInfo(segment.Path).Length <= SegmentHeader.Size
        && new FileInfo(segment.IndexPath) is { Exists: false } or { Length: 0 };

    private void Remove(Segment segment)
    {
        settings.Files.Delete(segment.IndexPath);
        settings.Files.Delete(segment.Path);
        settings.Files.FlushDirectory(settings.Directory);
    }

    private RecoveredPartition RecoverTail(List<Segment> segments, long floor)
    {
        Segment tail = segments[^1];
        ILogFile file = settings.Files.OpenWrite(tail.Path);
        try
        {
            long length = file.Length;
            if (!tail.IsReadable)
            {
                // How many records it held is unknown; it cannot have been more than this.
                long beyond = tail.BaseOffset + (length / SmallestRecordBytes) + 1;
                tail.DurableLength = length;
                StorageLog.UnreadableSegment(settings.Logger, tail.Path);
                file.Dispose();
                return new RecoveredPartition(segments, Math.Max(floor, beyond), null, 0);
            }

            long indexPosition = tail.LoadIndex(settings.Files);
            IndexEntry checkpoint = tail.Floor(long.MaxValue);
            if (length < checkpoint.Position)
            {
                // The index would lead readers of new records to where the lost ones were, so the file is not continued.
                StorageLog.LostDurableBytes(settings.Logger, tail.Path, checkpoint.Position - length, checkpoint.Offset);
                tail.DurableLength = Math.Max(length, SegmentHeader.Size);
                file.Dispose();
                return new RecoveredPartition(segments, Math.Max(floor, checkpoint.Offset), null, 0);
            }

            long next = Math.Max(floor, ScanTail(tail, checkpoint, file, length));
            return new RecoveredPartition(segments, next, file, indexPosition);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private long ScanTail(Segment tail, IndexEntry checkpoint, ILogFile file, long length)
    {
        long end = checkpoint.Position;
        long next = checkpoint.Offset;
        using (RecordScanner scanner = new(file, tail.Header.Salt, length))
        {
            long position = scanner.Find(end, next, out RecordHeader header);
            while (position >= 0)
            {
                long after = position + 1;
                if (scanner.IsBodyWhole(position, header))
                {
                    after = end = position + header.TotalLength;
                    next = header.Offset + 1;
                    tail.LastTimestampMs = header.TimestampMs;
                }

                position = scanner.Find(after, next, out header);
            }
        }

        CutTail(tail, file, length, end);

        // What is there may so far be in the page cache only, and readers never pass what is durable.
        file.Flush();
        tail.DurableLength = end;
        return next;
    }

    private void CutTail(Segment tail, ILogFile file, long length, long end)
    {
        if (length > end)
        {
            StorageLog.TornTail(settings.Logger, tail.Path, length - end, end);
            settings.Observer.TornTail(settings.Topic, length - end);
            file.SetLength(end);
        }
    }
}
