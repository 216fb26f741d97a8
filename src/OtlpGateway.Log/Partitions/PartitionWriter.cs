// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// The queue in front of one partition's file and the thread that empties it: everything that waits is written at once
/// and flushed once (group commit). A thread of its own, because writes and flushes block.
/// </summary>
internal sealed class PartitionWriter : IDisposable
{
    private readonly PartitionSettings _settings;
    private readonly SegmentAppender _appender;
    private readonly SemaphoreSlim _places;
    private readonly object _gate = new();
    private Queue<PendingAppend> _queue = new();
    private Thread? _thread;
    private bool _rollRequested;
    private bool _closing;

    public PartitionWriter(Partition partition, RecoveredPartition recovered)
    {
        _settings = partition.Settings;
        _appender = new SegmentAppender(partition, recovered);
        _places = new SemaphoreSlim(_settings.MaxQueued);
    }

    /// <summary>For a partition without segments, before it is used. Throws <see cref="IOException"/>.</summary>
    public void BeginFirstSegment() => _appender.BeginSegment();

    public async ValueTask<ProduceResult> AppendAsync(ProduceRecord record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingAppend pending = new(record);
        if (TooLarge(pending) is { } refusal)
        {
            return refusal;
        }

        await _places.WaitAsync(cancellationToken);
        try
        {
            if (!TryEnqueue(pending))
            {
                return Closed;
            }

            await using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static state => ((PendingAppend)state!).Cancel(), pending);
            return await pending.Completion;
        }
        finally
        {
            _places.Release();
        }
    }

    public Task<ProduceResult> AppendInOrder(in ProduceRecord record)
    {
        PendingAppend pending = new(record);
        return TooLarge(pending) is { } refusal ? Task.FromResult(refusal)
            : TryEnqueue(pending) ? pending.Completion
            : Task.FromResult(Closed);
    }

    public void RequestRoll()
    {
        lock (_gate)
        {
            _rollRequested = true;
            Wake();
        }
    }

    /// <summary>Writes what waits, then closes the file.</summary>
    public void Dispose()
    {
        Thread? thread;
        lock (_gate)
        {
            _closing = true;
            thread = _thread;
            Monitor.PulseAll(_gate);
        }

        thread?.Join();
        _appender.Dispose();
    }

    private static ProduceResult Closed { get; } =
        new(ProduceStatus.Unavailable, 0, 0, "The log is shutting down.", TimeSpan.FromSeconds(1));

    private ProduceResult? TooLarge(PendingAppend pending) =>
        pending.TotalLength - Format.RecordHeader.Size <= _settings.MaxRecordBytes
            ? null
            : new ProduceResult(
                ProduceStatus.TooLarge,
                _settings.Number,
                0,
                $"The record has {pending.TotalLength} bytes; topic {_settings.Topic} takes records up to {_settings.MaxRecordBytes}.");

    private bool TryEnqueue(PendingAppend pending)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return false;
            }

            _queue.Enqueue(pending);
            Wake();
            return true;
        }
    }

    private void Wake()
    {
        if (_thread is null && !_closing)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = $"log {_settings.Topic}[{_settings.Number}]" };
            _thread.Start();
        }

        Monitor.Pulse(_gate);
    }

    private void Run()
    {
        List<PendingAppend> group = [];
        while (TryTake(group, out bool roll))
        {
            if (roll)
            {
                _appender.Roll();
            }

            if (group.Count > 0)
            {
                _appender.Append(group);
                group.Clear();
            }
        }
    }

    private bool TryTake(List<PendingAppend> group, out bool roll)
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_rollRequested && !_closing)
            {
                Monitor.Wait(_gate);
            }

            roll = _rollRequested;
            _rollRequested = false;
            long bytes = 0;
            while (bytes < _settings.MaxGroupBytes && _queue.TryDequeue(out PendingAppend? pending))
            {
                if (pending.TryBeginWrite())
                {
                    group.Add(pending);
                    bytes += pending.TotalLength;
                }
            }

            return roll || group.Count > 0 || _queue.Count > 0 || !_closing;
        }
    }
}
