// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;
using OtlpGateway.Log.Files;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>
/// One file that records are appended to. Records that come while a flush is under way share the next one. What a write
/// that failed left behind is cut off before the next, so that the file holds whole records only. Thread-safe.
/// </summary>
internal sealed class TargetFile(string segment, string path, FileExporterOptions options, ComponentSettings settings, FileExporterMetrics metrics)
{
    private const long Megabyte = 1 << 20;

    private readonly PutAside _aside = new(path, options.Rotation, settings.Time);
    private readonly Lock _lock = new();
    private List<PendingRecord> _pending = [];
    private List<PendingRecord> _writing = [];
    private Task _writer = Task.CompletedTask;
    private bool _isWriting;
    private bool _isClosed;
    private SafeFileHandle? _handle;
    private bool _wasOpen;

    // Bytes of the file that are on the disk for sure; whatever is behind them was not acknowledged.
    private long _safeLength;

    /// <summary>What takes the place of the star in the path; empty where there is none.</summary>
    public string Segment => segment;

    /// <summary>Opens the file now and not with the first record.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Open()
    {
        lock (_lock)
        {
            if (!_isWriting)
            {
                Prepare();
            }
        }
    }

    /// <summary>Completes when the record is on the disk, or is not. The bytes are borrowed until then.</summary>
    public Task<Outcome> AppendAsync(ReadOnlyMemory<byte> record)
    {
        PendingRecord pending = new(record);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _pending.Add(pending);
            if (!_isWriting)
            {
                _isWriting = true;
                _writer = Task.Run(WriteAll);
            }
        }

        return pending.Written;
    }

    /// <summary>Closes the file where nothing is being written.</summary>
    public bool TryCloseIdle()
    {
        lock (_lock)
        {
            _isClosed |= !_isWriting;
            if (_isClosed)
            {
                _handle?.Dispose();
                _handle = null;
            }

            return _isClosed;
        }
    }

    public async Task CloseAsync()
    {
        Task writer;
        lock (_lock)
        {
            _isClosed = true;
            writer = _writer;
        }

        await writer;
        _handle?.Dispose();
        _handle = null;
    }

    private void WriteAll()
    {
        while (true)
        {
            lock (_lock)
            {
                if (_pending.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (_pending, _writing) = (_writing, _pending);
            }

            WriteGroup();
            _writing.Clear();
        }
    }

    private void WriteGroup()
    {
        int done = 0;
        Outcome failure = Outcome.Accepted;
        try
        {
            while (done < _writing.Count)
            {
                Prepare();
                done += WriteAsManyAsFit(done);
                if (done < _writing.Count)
                {
                    Rotate();
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = Outcome.Retry(Reasons.DestinationDown, $"cannot write to {path}: {e.Message}");
            Abandon();
        }

        catch (Exception e)
        {
            // A bug. Whoever waits must hear of it; what was written of the group may come again.
            FileExporterLog.Failed(settings.Logger, path, e);
            failure = Outcome.Retry(Reasons.Internal, $"cannot write to {path}: {e.Message}");
            Abandon();
        }

        for (int i = 0; i < _writing.Count; i++)
        {
            _writing[i].Complete(i < done ? Outcome.Accepted : failure);
        }
    }

    /// <summary>Writes and flushes records until the file is full; returns how many.</summary>
    private int WriteAsManyAsFit(int first)
    {
        long limit = options.Rotation is { } rotation ? rotation.MaxMegabytes * Megabyte : long.MaxValue;
        long length = _safeLength;
        List<ReadOnlyMemory<byte>> records = [];
        for (int i = first; i < _writing.Count; i++)
        {
            ReadOnlyMemory<byte> record = _writing[i].Record;

            // A record that is larger than a file may be has a file of its own.
            if (length > 0 && length + record.Length > limit)
            {
                break;
            }

            records.Add(record);
            length += record.Length;
        }

        if (records.Count > 0)
        {
            long started = settings.Time.GetTimestamp();
            RandomAccess.Write(_handle!, records, _safeLength);
            RandomAccess.FlushToDisk(_handle!);
            metrics.Flushed(settings.Time.GetElapsedTime(started), length - _safeLength);
            _safeLength = length;
        }

        return records.Count;
    }

    private void Rotate()
    {
        _handle!.Dispose();
        _handle = null;
        _aside.Move();
        _safeLength = 0;
        metrics.Rotated();
        foreach (string problem in _aside.DeleteOld())
        {
            FileExporterLog.OldFileStays(settings.Logger, path, problem);
        }
    }

    private void Prepare()
    {
        if (_handle is not null)
        {
            return;
        }

        // A group's file may have been closed for others' sake: it was ours, and goes on.
        bool goesOn = options.Append || options.Rotation is not null || options.GroupBy.Enabled || _wasOpen;
        if (!goesOn && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            _aside.Move();
        }

        // No share: two exporters, or two gateways, that write to one file would spoil it. Readers elsewhere do not mind.
        bool isNew = !File.Exists(path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            long whole = _wasOpen
                ? Math.Min(_safeLength, RandomAccess.GetLength(handle))
                : WholeRecords.Length(handle, options.WritesLines);
            long torn = RandomAccess.GetLength(handle) - whole;
            if (torn > 0)
            {
                RandomAccess.SetLength(handle, whole);
                FileExporterLog.TornEndCut(settings.Logger, path, torn);
            }

            if (isNew)
            {
                DirectoryNames.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }

            _safeLength = whole;
            _handle = handle;
            _wasOpen = true;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // A flush that failed is never repeated on the same handle: it would report success for pages that are gone.
    private void Abandon()
    {
        if (_handle is null)
        {
            return;
        }

        try
        {
            RandomAccess.SetLength(_handle, _safeLength);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FileExporterLog.NotCutBack(settings.Logger, path, e.Message);
        }

        _handle.Dispose();
        _handle = null;
    }
}
