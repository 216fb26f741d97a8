// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// One partition: its segments, how far it is durable, its writer. Thread-safe; any number of <see cref="PartitionReader"/>s.
/// </summary>
internal sealed class Partition : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PartitionWriter _writer;
    private View _view;
    private TaskCompletionSource _advanced = NewSignal();

    private Partition(PartitionSettings settings, RecoveredPartition recovered)
    {
        Settings = settings;
        _view = new View([.. recovered.Segments], recovered.NextOffset);
        _writer = new PartitionWriter(this, recovered);
    }

    public PartitionSettings Settings { get; }

    /// <summary>The first offset that is there.</summary>
    public long StartOffset => Current.Segments[0].BaseOffset;

    /// <summary>The offset behind the last durable record.</summary>
    public long EndOffset => Current.EndOffset;

    public View Current => Volatile.Read(ref _view);

    /// <summary>Bytes of all durable records.</summary>
    public long Bytes => Current.Segments.Sum(segment => segment.RecordBytes);

    /// <summary>Opens or creates. Throws <see cref="IOException"/> or <see cref="Format.LogFormatException"/>.</summary>
    public static Partition Open(PartitionSettings settings, long minNextOffset)
    {
        Directory.CreateDirectory(settings.Directory);
        RecoveredPartition recovered = new PartitionRecovery(settings).Recover(minNextOffset);
        Partition partition = new(settings, recovered);
        if (recovered.Segments.Count == 0)
        {
            partition._writer.BeginFirstSegment();
        }

        return partition;
    }

    public ValueTask<ProduceResult> AppendAsync(ProduceRecord record, CancellationToken cancellationToken) =>
        _writer.AppendAsync(record, cancellationToken);

    /// <summary>Like <see cref="AppendAsync"/>, in the caller's order: the place in the log is taken before it returns.</summary>
    public Task<ProduceResult> AppendInOrder(in ProduceRecord record) => _writer.AppendInOrder(record);

    /// <summary>Begins a new segment behind the current one, so that retention can remove that.</summary>
    public void RequestRoll() => _writer.RequestRoll();

    /// <summary>Completes when there is something at or behind an offset that was the end.</summary>
    public Task WaitBeyondAsync(long offset, CancellationToken cancellationToken)
    {
        Task signal = Volatile.Read(ref _advanced).Task;
        return EndOffset > offset ? Task.CompletedTask : signal.WaitAsync(cancellationToken);
    }

    /// <summary>Removes segments from the front; the last one stays. Returns the bytes that were freed.</summary>
    public long RemoveFirst(int count)
    {
        Segment[] removed;
        lock (_gate)
        {
            count = Math.Min(count, _view.Segments.Length - 1);
            removed = _view.Segments[..Math.Max(0, count)];
            _view = _view with { Segments = _view.Segments[removed.Length..] };
        }

        return removed.Sum(Delete);
    }

    /// <summary>Adds a segment at the end; it takes the place of one with the same base, which then holds nothing durable.</summary>
    internal void AddSegment(Segment segment)
    {
        lock (_gate)
        {
            _view = _view with
            {
                Segments = [.. _view.Segments.Where(other => other.BaseOffset != segment.BaseOffset), segment],
            };
        }
    }

    internal void Advance(long endOffset)
    {
        lock (_gate)
        {
            _view = _view with { EndOffset = endOffset };
        }

        Interlocked.Exchange(ref _advanced, NewSignal()).TrySetResult();
    }

    public void Dispose() => _writer.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long Delete(Segment segment)
    {
        long bytes = segment.RecordBytes;
        try
        {
            Settings.Files.Delete(segment.IndexPath);
            Settings.Files.Delete(segment.Path);
            StorageLog.Removed(Settings.Logger, segment.Path, bytes);
            Settings.Observer.Removed(Settings.Topic, bytes);
            Settings.Capacity.Release(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is out of the view: readers do not see it again before a restart, which finds it and tries once more.
            StorageLog.RemoveFailed(Settings.Logger, segment.Path, error.Message);
            return 0;
        }
    }

    /// <summary>A consistent look at the partition.</summary>
    internal sealed record View(Segment[] Segments, long EndOffset)
    {
        /// <summary>The segment in which an offset is, or would be.</summary>
        public int IndexOf(long offset)
        {
            int index = Segments.Length - 1;
            while (index > 0 && Segments[index].BaseOffset > offset)
            {
                index--;
            }

            return index;
        }

        /// <summary>Where a segment's offsets end.</summary>
        public long EndOf(int index) => index + 1 < Segments.Length ? Segments[index + 1].BaseOffset : EndOffset;
    }
}
