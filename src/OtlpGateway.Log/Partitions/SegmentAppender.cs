// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// Appends groups of records to the last segment and begins new ones. One thread at a time.
/// </summary>
/// <remarks>
/// After a failed flush nobody knows what of the file's dirty pages is on the medium, and a second flush may succeed
/// without writing them. So it is never tried again on the same file: the records are refused, the segment ends at its
/// last good flush, and the next append begins a new file with the same next offset. That new file's base offset tells
/// every later reader, and recovery, to ignore what stands behind it in the old one.
/// </remarks>
internal sealed class SegmentAppender : IDisposable
{
    private readonly Partition _partition;
    private readonly PartitionSettings _settings;
    private readonly RefusalNotice _notice;
    private readonly List<ReadOnlyMemory<byte>> _buffers = [];
    private Segment? _segment;
    private ILogFile? _file;
    private SegmentSpace? _space;
    private SegmentIndexFile? _index;
    private long _indexedPosition;
    private long _nextOffset;
    private long _retryAt;
    private ProduceResult _refusal;

    public SegmentAppender(Partition partition, RecoveredPartition recovered)
    {
        _partition = partition;
        _settings = partition.Settings;
        _notice = new RefusalNotice(Place, _settings.Time, _settings.Logger);
        _nextOffset = recovered.NextOffset;
        if (recovered.Tail is not null)
        {
            _segment = recovered.Segments[^1];
            _file = recovered.Tail;
            _space = new SegmentSpace(_file, _settings.SegmentBytes);
            _index = OpenIndex(_segment, recovered.IndexPosition);
            _indexedPosition = _segment.Floor(long.MaxValue).Position;
        }
    }

    private string Place => $"{_settings.Topic}[{_settings.Number}]";

    public void Append(IReadOnlyList<PendingAppend> group)
    {
        long bytes = group.Sum(pending => (long)pending.TotalLength);
        if (!TryPrepare(bytes, out ProduceResult refusal))
        {
            CompleteAll(group, refusal);
            return;
        }

        try
        {
            _space!.Reserve(_segment!.DurableLength, _segment.DurableLength + bytes);
            Write(group);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            WriteFailed(group, bytes, error);
            return;
        }

        ReleaseMemory(group);
        long started = _settings.Time.GetTimestamp();
        try
        {
            if (_settings.Fsync)
            {
                _file!.Flush();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            FlushFailed(group, bytes, error);
            return;
        }

        Publish(group, bytes, _settings.Time.GetElapsedTime(started));
    }

    /// <summary>Ends the current segment, if it has records.</summary>
    public void Roll()
    {
        if (_segment is null || _segment.DurableLength > SegmentHeader.Size)
        {
            CloseSegment();
            TryBegin(out _);
        }
    }

    /// <summary>Begins a segment at the next offset. Throws <see cref="IOException"/>.</summary>
    public void BeginSegment()
    {
        string path = Path.Combine(_settings.Directory, Segment.FileName(_nextOffset));
        if (_partition.Current.Segments is [.., { } last] && last.BaseOffset == _nextOffset)
        {
            // The segment that failed had no durable record: it is replaced by a new file of the same name.
            _settings.Files.Delete(last.IndexPath);
            _settings.Files.Delete(last.Path);
        }

        Segment segment = new(path, NewHeader(), isReadable: true);
        byte[] bytes = new byte[SegmentHeader.Size];
        segment.Header.Write(bytes);
        ILogFile file = _settings.Files.Create(path);
        try
        {
            file.Write([bytes], 0);
            file.Flush();
            _settings.Files.FlushDirectory(_settings.Directory);
        }
        catch
        {
            file.Dispose();
            _settings.Files.Delete(path);
            throw;
        }

        _file = file;
        _space = new SegmentSpace(file, _settings.SegmentBytes);
        _segment = segment;
        _index = OpenIndex(segment, 0);
        _indexedPosition = SegmentHeader.Size;
        _partition.AddSegment(segment);
    }

    public void Dispose() => CloseSegment();

    private static void ReleaseMemory(IReadOnlyList<PendingAppend> group)
    {
        foreach (PendingAppend pending in group)
        {
            pending.EndWrite();
        }
    }

    private static void CompleteAll(IReadOnlyList<PendingAppend> group, in ProduceResult result)
    {
        foreach (PendingAppend pending in group)
        {
            pending.Complete(result);
        }
    }

    private SegmentHeader NewHeader() => new(
        _nextOffset,
        _settings.Time.GetUtcNow().ToUnixTimeMilliseconds(),
        BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        _settings.Number);

    private bool TryPrepare(long bytes, out ProduceResult refusal)
    {
        if (_segment is not null
            && _segment.DurableLength > SegmentHeader.Size
            && _segment.DurableLength + bytes > _settings.SegmentBytes)
        {
            CloseSegment();
        }

        if (_segment is null && !TryBegin(out refusal))
        {
            return false;
        }

        if (!_settings.Capacity.TryReserve(bytes, out string reason))
        {
            refusal = new ProduceResult(ProduceStatus.Full, _settings.Number, 0, reason, _settings.ReopenDelay);
            return false;
        }

        refusal = default;
        return true;
    }

    private bool TryBegin(out ProduceResult refusal)
    {
        refusal = _refusal;
        if (_retryAt != 0 && _settings.Time.GetTimestamp() < _retryAt)
        {
            return false;
        }

        try
        {
            BeginSegment();
            _retryAt = 0;
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _settings.Observer.WriteFailed(_settings.Topic);
            RefuseForAWhile(error, $"A new log file for {Place} could not be begun in {_settings.Directory}: {error.Message}");
            refusal = _refusal;
            if (refusal.Status == ProduceStatus.Full)
            {
                _notice.Refused(refusal.Message);
            }
            else
            {
                StorageLog.CreateFailed(_settings.Logger, _settings.Directory, error.Message);
            }

            return false;
        }
    }

    private void Write(IReadOnlyList<PendingAppend> group)
    {
        _buffers.Clear();
        long offset = _nextOffset;
        long timestamp = _settings.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (PendingAppend pending in group)
        {
            pending.AddTo(_buffers, offset++, timestamp, _segment!.Header.Salt);
        }

        _file!.Write(_buffers, _segment!.DurableLength);
        _segment.LastTimestampMs = timestamp;
        _buffers.Clear();
    }

    private void Publish(IReadOnlyList<PendingAppend> group, long bytes, TimeSpan flush)
    {
        _nextOffset += group.Count;
        _segment!.DurableLength += bytes;
        _partition.Advance(_nextOffset);
        _notice.Accepted();
        _settings.Observer.Committed(_settings.Topic, group.Count, bytes, flush);
        foreach (PendingAppend pending in group)
        {
            pending.Complete(new ProduceResult(ProduceStatus.Stored, _settings.Number, pending.Offset));
        }

        if (_segment.DurableLength - _indexedPosition >= _settings.IndexIntervalBytes)
        {
            WriteIndexEntry();
        }
    }

    private void WriteFailed(IReadOnlyList<PendingAppend> group, long bytes, Exception error)
    {
        _buffers.Clear();
        ReleaseMemory(group);
        _settings.Observer.WriteFailed(_settings.Topic);
        _settings.Capacity.Release(bytes);
        ProduceResult result = Refusal(error, $"Writing to {_segment!.Path} failed: {error.Message}");
        if (result.Status != ProduceStatus.Full)
        {
            StorageLog.WriteFailed(_settings.Logger, _segment.Path, group.Count, error.Message);
        }
        else
        {
            _notice.Refused(result.Message);
            if (TryCut())
            {
                // A full disk says nothing against the file: it goes on where it was, when there is room.
                CompleteAll(group, result);
                return;
            }
        }

        Abandon(error, result.Message);
        CompleteAll(group, result);
    }

    private void FlushFailed(IReadOnlyList<PendingAppend> group, long bytes, Exception error)
    {
        StorageLog.FlushFailed(_settings.Logger, _segment!.Path, group.Count, _segment.DurableLength, error.Message);
        _settings.Observer.WriteFailed(_settings.Topic);
        _settings.Capacity.Release(bytes);
        ProduceResult result = Refusal(error, $"Flushing {_segment.Path} failed: {error.Message}");
        Abandon(error, result.Message);
        CompleteAll(group, result);
    }

    /// <summary>Gives the file up at its last good flush. Cutting what is behind only keeps the directory tidy.</summary>
    private void Abandon(Exception error, string message)
    {
        TryCut();
        _file!.Dispose();
        CloseIndex();
        _file = null;
        _segment = null;
        RefuseForAWhile(error, message);
    }

    private bool TryCut()
    {
        try
        {
            _space!.Cut(_segment!.DurableLength);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StorageLog.CutFailed(_settings.Logger, _segment!.Path, error.Message);
            return false;
        }
    }

    private ProduceResult Refusal(Exception error, string message) =>
        error is IOException io && io.IsDiskFull()
            ? new ProduceResult(ProduceStatus.Full, _settings.Number, 0, $"{message}. Free disk space, or let consumers catch up.", _settings.ReopenDelay)
            : new ProduceResult(ProduceStatus.Failed, _settings.Number, 0, $"{message}. Check the disk.", _settings.ReopenDelay);

    private void RefuseForAWhile(Exception error, string message)
    {
        _refusal = Refusal(error, message);
        long ticks = (long)(_settings.ReopenDelay.TotalSeconds * _settings.Time.TimestampFrequency);
        _retryAt = _settings.Time.GetTimestamp() + ticks;
    }

    private SegmentIndexFile? OpenIndex(Segment segment, long position)
    {
        try
        {
            ILogFile file = File.Exists(segment.IndexPath)
                ? _settings.Files.OpenWrite(segment.IndexPath)
                : _settings.Files.Create(segment.IndexPath);
            file.SetLength(position);
            return new SegmentIndexFile(file, position);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StorageLog.IndexFailed(_settings.Logger, segment.IndexPath, error.Message);
            return null;
        }
    }

    private void WriteIndexEntry()
    {
        IndexEntry entry = new(_nextOffset, _segment!.DurableLength);
        _indexedPosition = entry.Position;
        _segment.AddIndexEntry(entry);
        try
        {
            _index?.Append(entry, _segment.Header.Salt);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            StorageLog.IndexFailed(_settings.Logger, _segment.IndexPath, error.Message);
            CloseIndex();
        }
    }

    private void CloseIndex()
    {
        _index?.Dispose();
        _index = null;
    }

    private void CloseSegment()
    {
        if (_segment is null)
        {
            return;
        }

        if (_segment.DurableLength > _indexedPosition)
        {
            WriteIndexEntry();
        }

        CloseIndex();

        // Behind a crash it may have more than this process reserved, so it is cut in any case.
        TryCut();
        _file!.Dispose();
        _file = null;
        _segment = null;
    }
}
