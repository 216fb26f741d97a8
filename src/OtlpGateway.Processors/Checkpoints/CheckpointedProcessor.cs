// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>
/// A processor that merges what comes into states, one per log partition, and gives out what they have become at every
/// interval. A batch is taken when it is merged: from a log it comes again where that was not saved; from anywhere else it
/// is in memory alone.
/// </summary>
internal sealed class CheckpointedProcessor(ComponentSettings settings, EmissionSettings emission, IMergedStates states, IBatchConsumer next)
    : IProcessor, ICheckpointed, IDisposable
{
    private readonly CheckpointMetrics _metrics = new(settings.Meter, settings.Id);
    private readonly ConcurrentDictionary<LogPartition, OwnedState> _owned = new();
    private readonly Lock _gate = new();
    private DateTimeOffset _firstRun = DateTimeOffset.MaxValue;
    private MemoryState? _memory;
    private bool _stopped;

    public CheckpointHome Home => emission.Home;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the receivers: what begins to count when the gateway is ready begins after this, however long a group takes
        // to share its partitions.
        _firstRun = settings.Time.GetUtcNow();
        return Task.CompletedTask;
    }

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        DateTimeOffset storedAt = batch.StoredAt ?? settings.Time.GetUtcNow();
        if (batch.Range is not { } range)
        {
            if (Memory() is not { } memory)
            {
                return ValueTask.FromResult(Outcome.Retry(Reasons.ShuttingDown, $"processor {settings.Id} stops"));
            }

            memory.Data.Ingest(batch, storedAt);
        }
        else if (_owned.TryGetValue(range.Partition, out OwnedState? owned))
        {
            owned.Data.Ingest(batch, storedAt);
        }
        else
        {
            return ValueTask.FromResult(Outcome.Retry(Reasons.Internal, $"processor {settings.Id} has no state of {range.Partition}"));
        }

        return ValueTask.FromResult(Outcome.Accepted);
    }

    public async ValueTask<long> ResumeAsync(IOwnedPartition partition, long begin, CancellationToken cancellationToken)
    {
        Checkpoint? saved = await partition.Store.LoadAsync(partition.Partition, cancellationToken);
        (IMergedState state, Checkpoint resumed) = saved is null
            ? await BeginAsync(partition, begin, cancellationToken)
            : (Restore(partition.Partition, saved), saved);
        MergedData data = new(state, resumed.Offset);
        OwnedState owned = new(settings, emission, _metrics, Delivery(partition.Partition.ToString()), partition, data, resumed);
        if (!_owned.TryAdd(partition.Partition, owned))
        {
            throw new InvalidOperationException($"{partition.Partition} was resumed twice.");
        }

        owned.Start();
        return resumed.Offset;
    }

    public void Passed(LogPartition partition, long nextOffset)
    {
        if (_owned.TryGetValue(partition, out OwnedState? owned))
        {
            owned.Data.Passed(nextOffset);
        }
    }

    public async ValueTask ReleaseAsync(LogPartition partition, bool lost, CancellationToken cancellationToken)
    {
        if (_owned.TryRemove(partition, out OwnedState? owned))
        {
            await owned.ReleaseAsync(lost, cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        MemoryState? memory;
        lock (_gate)
        {
            _stopped = true;
            memory = _memory;
            _memory = null;
        }

        if (memory is not null)
        {
            await memory.StopAsync(deadline);
        }
    }

    public void Dispose() => _memory?.Dispose();

    /// <summary>
    /// Saved before anything is read: when the group began is part of the state, and must be the same when the beginning is
    /// read again.
    /// </summary>
    private async Task<(IMergedState State, Checkpoint Resumed)> BeginAsync(IOwnedPartition partition, long begin, CancellationToken cancellationToken)
    {
        IMergedState state = states.Begin(FirstRun());
        using (ProtobufWriter bytes = new())
        {
            state.Snapshot(bytes);
            await partition.Store.SaveAsync(partition.Partition, begin, bytes.WrittenMemory, cancellationToken);
        }

        CheckpointLog.Begins(settings.Logger, partition.Partition.ToString(), begin);
        return (state, new Checkpoint(begin, default, null));
    }

    private IMergedState Restore(LogPartition partition, Checkpoint saved)
    {
        try
        {
            IMergedState state = states.Restore(saved.State.Span);
            CheckpointLog.Resumes(settings.Logger, partition.ToString(), saved.Offset, saved.Mark?.Offset ?? saved.Offset);
            return state;
        }
        catch (InvalidDataException error)
        {
            throw new CheckpointDamagedException($"The saved state of {partition} cannot be used: {error.Message}", error);
        }
    }

    private MemoryState? Memory()
    {
        lock (_gate)
        {
            if (_memory is null && !_stopped)
            {
                _memory = new MemoryState(settings, emission, Delivery("memory"), new MergedData(states.Begin(FirstRun()), 0));
                _memory.Start();
            }

            return _memory;
        }
    }

    private DateTimeOffset FirstRun()
    {
        DateTimeOffset now = settings.Time.GetUtcNow();
        return _firstRun < now ? _firstRun : now;
    }

    private EmissionDelivery Delivery(string place) => new(settings, emission, _metrics, next, place);
}
