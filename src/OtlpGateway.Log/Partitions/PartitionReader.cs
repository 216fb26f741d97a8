// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// Reads one partition for one consumer. Remembers where it is, so that reading on costs no search. Not thread-safe.
/// </summary>
internal sealed class PartitionReader(Partition partition) : IDisposable
{
    private const int SmallestReadBytes = 64 * 1024;

    private Segment? _segment;
    private ILogFile? _file;
    private long _cursorOffset = -1;
    private long _cursorPosition;

    private string Place => $"{partition.Settings.Topic}[{partition.Settings.Number}]";

    /// <summary>Waits until there is something at <paramref name="offset"/>, then reads. The caller disposes the result.</summary>
    public async ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Partition.View view = partition.Current;
            if (offset != view.EndOffset)
            {
                return Fetch(view, offset, maxBytes);
            }

            await partition.WaitBeyondAsync(offset, cancellationToken);
        }
    }

    public void Dispose() => Close();

    private FetchResult Fetch(Partition.View view, long offset, int maxBytes)
    {
        if (offset < view.Segments[0].BaseOffset)
        {
            return OutOfRange(view.Segments[0].BaseOffset, $"Offset {offset} of {Place} was removed by retention; the log begins at {view.Segments[0].BaseOffset}.");
        }

        if (offset > view.EndOffset)
        {
            return OutOfRange(view.EndOffset, $"Offset {offset} of {Place} is behind the end of the log, {view.EndOffset}.");
        }

        int index = view.IndexOf(offset);
        Segment segment = view.Segments[index];
        long endOffset = view.EndOf(index);
        try
        {
            return ReadSegment(segment, offset, endOffset, maxBytes);
        }
        catch (FileNotFoundException)
        {
            // Retention was faster; the next look at the partition shows it.
            Close();
            return new FetchResult(FetchStatus.Unavailable, [], offset, $"The file {segment.Path} of {Place} was just removed.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Close();
            return new FetchResult(FetchStatus.Unavailable, [], offset, $"Reading {segment.Path} failed: {error.Message}");
        }
    }

    private FetchResult ReadSegment(Segment segment, long offset, long endOffset, int maxBytes)
    {
        if (!segment.IsReadable)
        {
            return Damaged(offset, endOffset, $"The header of {segment.Path} is damaged; offsets {offset} to {endOffset - 1} of {Place} cannot be read.");
        }

        // Taken once: while the partition grows, what is read here must not.
        long limit = segment.DurableLength;
        Open(segment);
        if (_cursorOffset != offset)
        {
            Seek(segment, offset, limit);
        }

        return ReadRecords(segment, offset, endOffset, limit, maxBytes);
    }

    private FetchResult ReadRecords(Segment segment, long offset, long endOffset, long limit, int maxBytes)
    {
        long available = limit - _cursorPosition;
        int room = (int)Math.Min(Math.Max(0, available), Math.Max(SmallestReadBytes, (long)maxBytes));
        byte[] buffer = ByteArrays.Rent(Math.Max(room, RecordHeader.Size));
        RentedArray owner = new(buffer);
        int length = _file!.Read(buffer.AsSpan(0, room), _cursorPosition);
        if (length >= RecordHeader.Size
            && RecordHeader.TryRead(buffer, segment.Header.Salt, out RecordHeader first)
            && first.TotalLength > length
            && first.TotalLength <= available)
        {
            owner.Dispose();
            buffer = ByteArrays.Rent(first.TotalLength);
            owner = new RentedArray(buffer);
            length = _file.Read(buffer.AsSpan(0, first.TotalLength), _cursorPosition);
        }

        List<LogRecord> records = [];
        long position = Parse(segment, buffer.AsMemory(0, length), offset, endOffset, records, out bool bodyDamaged);
        if (records.Count > 0)
        {
            _cursorOffset = records[^1].Offset + 1;
            _cursorPosition = position;
            return new FetchResult(FetchStatus.Records, records, _cursorOffset, "", owner);
        }

        owner.Dispose();
        return SkipDamage(segment, offset, endOffset, limit, bodyDamaged);
    }

    /// <summary>Adds the good records that stand in a row; the position behind them.</summary>
    private long Parse(
        Segment segment,
        ReadOnlyMemory<byte> bytes,
        long offset,
        long endOffset,
        List<LogRecord> records,
        out bool bodyDamaged)
    {
        int at = 0;
        bodyDamaged = false;
        while (offset < endOffset
            && RecordHeader.TryRead(bytes.Span[at..], segment.Header.Salt, out RecordHeader header)
            && header.Offset == offset
            && header.TotalLength <= bytes.Length - at)
        {
            ReadOnlyMemory<byte> body = bytes.Slice(at + RecordHeader.Size, header.BodyLength);
            if (Crc32C.Compute(body.Span) != header.BodyCrc)
            {
                bodyDamaged = true;
                break;
            }

            records.Add(new LogRecord(
                offset,
                DateTimeOffset.FromUnixTimeMilliseconds(header.TimestampMs),
                body.Slice(header.HeadersLength, header.KeyLength),
                body[(header.HeadersLength + header.KeyLength)..],
                HeaderBlock.Read(body[..header.HeadersLength])));
            at += header.TotalLength;
            offset++;
        }

        return _cursorPosition + at;
    }

    private FetchResult SkipDamage(Segment segment, long offset, long endOffset, long limit, bool bodyDamaged)
    {
        long damagedAt = _cursorPosition;
        using RecordScanner scanner = new(_file!, segment.Header.Salt, limit);
        long from = bodyDamaged ? damagedAt + RecordHeader.Size : damagedAt;
        long found = scanner.Find(from, bodyDamaged ? offset + 1 : offset, out RecordHeader header);
        long next = found < 0 ? endOffset : Math.Min(header.Offset, endOffset);
        _cursorOffset = found < 0 ? -1 : header.Offset;
        _cursorPosition = found;
        if (next == offset)
        {
            // Garbage between two whole records: nothing is lost, the caller reads on behind it.
            return new FetchResult(FetchStatus.Damaged, [], offset, $"{segment.Path} has {found - damagedAt} bytes at position {damagedAt} that belong to no record.");
        }

        return Damaged(
            offset,
            next,
            $"{segment.Path} is damaged at position {damagedAt}: {(next - offset == 1 ? $"offset {offset}" : $"offsets {offset} to {next - 1}")} of {Place} cannot be read.");
    }

    private FetchResult Damaged(long offset, long next, string message)
    {
        partition.Settings.Observer.Damaged(partition.Settings.Topic, next - offset);
        StorageLog.Damaged(partition.Settings.Logger, message);
        return new FetchResult(FetchStatus.Damaged, [], next, message);
    }

    private static FetchResult OutOfRange(long next, string message) => new(FetchStatus.OutOfRange, [], next, message);

    private void Seek(Segment segment, long offset, long limit)
    {
        IndexEntry floor = segment.Floor(offset);
        long position = floor.Position;
        using RecordScanner scanner = new(_file!, segment.Header.Salt, limit);
        while (scanner.TryReadHead(position, 0, out RecordHeader header) && header.Offset < offset)
        {
            position += header.TotalLength;
        }

        if (!scanner.TryReadHead(position, offset, out _))
        {
            // Damage on the way: the next good record at or behind the offset says whether the offset itself is hit.
            long found = scanner.Find(position, offset, out RecordHeader next);
            position = found >= 0 && next.Offset == offset ? found : position;
        }

        _cursorOffset = offset;
        _cursorPosition = position;
    }

    private void Open(Segment segment)
    {
        if (ReferenceEquals(segment, _segment))
        {
            return;
        }

        Close();
        _file = partition.Settings.Files.OpenRead(segment.Path);
        _segment = segment;
        segment.LoadIndex(partition.Settings.Files);
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _segment = null;
        _cursorOffset = -1;
    }
}
