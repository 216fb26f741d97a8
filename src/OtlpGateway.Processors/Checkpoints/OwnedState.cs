// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>
/// The state of one log partition while it is ours: gives it out at every interval and saves it now and then.
/// </summary>
/// <remarks>
/// Each emission: the ownership is proven, the mark of what is going to be given out is saved, and only then is it given
/// out. So whoever comes next knows what somebody may have seen, reads at least as far, and stamps a later time. Everything
/// that is written here says the same whoever writes it, since states follow from the log: a late writer does no harm.
/// </remarks>
internal sealed class OwnedState(
    ComponentSettings settings,
    EmissionSettings emission,
    CheckpointMetrics metrics,
    EmissionDelivery delivery,
    IOwnedPartition owned,
    MergedData data,
    Checkpoint resumed) : IDisposable
{
    /// <summary>Between the times of two emissions at least: the log's clock and ours may differ.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    /// <summary>A state that does not change is saved again, too: its store may forget what is old.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromHours(6);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IDeliverySteps? _steps = settings.Services.GetService(typeof(IDeliverySteps)) as IDeliverySteps;
    private readonly string _place = owned.Partition.ToString();
    private EmittedMark? _mark = resumed.Mark;
    private long _saved = resumed.Offset;
    private long _savedAt = settings.Time.GetTimestamp();
    private long? _countedAt;
    private bool _fenced;
    private Task _loop = Task.CompletedTask;

    public MergedData Data => data;

    public void Start() => _loop = Task.Run(
        () => EmissionLoop.RunAsync(emission.Interval, settings.Time, EmitAndSaveAsync, _stopping.Token), CancellationToken.None);

    /// <summary>Gives out and saves a last time, unless somebody else goes on with it already.</summary>
    public async Task ReleaseAsync(bool lost, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
        if (!lost && !_fenced)
        {
            await EmitAsync(cancellationToken);
            await SaveLastAsync(cancellationToken);
        }

        delivery.Forget();
        Dispose();
    }

    public void Dispose()
    {
        data.Dispose();
        _stopping.Dispose();
    }

    private async Task EmitAndSaveAsync(CancellationToken stopping)
    {
        await CountPartitionsAsync(stopping);
        await EmitAsync(stopping);
        await SaveWhenDueAsync(stopping);
    }

    /// <summary>
    /// Before the first output, and as often as a state is saved: a topic can get more partitions at any time, and what that
    /// does to totals is to be known from a log line and not from a graph.
    /// </summary>
    private async Task CountPartitionsAsync(CancellationToken stopping)
    {
        if (_countedAt is { } countedAt && settings.Time.GetElapsedTime(countedAt) < emission.SnapshotInterval)
        {
            return;
        }

        try
        {
            int? now = await owned.CountPartitionsAsync(stopping);
            _countedAt = settings.Time.GetTimestamp();
            if (now is { } partitions && data.SetLogPartitions(partitions) is var before && before != 0 && before != partitions)
            {
                metrics.PartitionsChanged();
                CheckpointLog.PartitionsChanged(settings.Logger, _place, before, partitions);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Given up; whoever comes next counts.
        }
        catch (IOException error)
        {
            CheckpointLog.Failed(settings.Logger, LogLevel.Debug, _place, "counting the topic's partitions", error.Message);
        }
    }

    private async Task EmitAsync(CancellationToken cancellationToken)
    {
        string what = "";
        try
        {
            if (_mark is { } before && data.Offset < before.Offset)
            {
                // What was given out said more: it is still being read again.
                return;
            }

            what = "proving the ownership";
            if (await ProveAsync(cancellationToken) is { } proof)
            {
                what = "saving what is given out";
                await EmitAsync(proof, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Given up; the state is saved, or read again.
        }
        catch (IOException error)
        {
            delivery.Failed(what, error.Message);
        }
        catch (Exception error)
        {
            CheckpointLog.Unexpected(settings.Logger, _place, error);
        }
    }

    private async Task EmitAsync(OwnershipProof proof, CancellationToken cancellationToken)
    {
        DateTimeOffset? upToDate = await UpToDateAsync(cancellationToken);
        Emission given = data.Emit(NextTime(), upToDate);
        bool taken = false;
        try
        {
            if (given.Items == 0)
            {
                return;
            }

            EmittedMark mark = new(given.Offset, given.Time);
            await owned.Store.MarkAsync(owned.Partition, mark, cancellationToken);
            _mark = mark;
            _steps?.Reached(DeliveryStep.EmissionMarked);
            if (proof.Left <= TimeSpan.Zero)
            {
                // It slept, or the store was slow: somebody may have gone on meanwhile.
                metrics.Fenced();
                CheckpointLog.Fenced(settings.Logger, _place);
                return;
            }

            Emission handed = given;
            given = default;
            taken = await delivery.DeliverAsync(handed, proof, ProveAsync, cancellationToken);
            _steps?.Reached(DeliveryStep.Emitted);
        }
        finally
        {
            given.Request?.Dispose();
            if (!taken)
            {
                data.EmissionFailed();
            }
        }
    }

    /// <summary>Until when everything that was stored is known to be in the state; null while there is more to read.</summary>
    private async Task<DateTimeOffset?> UpToDateAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = settings.Time.GetUtcNow();
        return await owned.EndOffsetAsync(cancellationToken) <= data.Offset ? now : null;
    }

    private DateTimeOffset NextTime()
    {
        DateTimeOffset now = settings.Time.GetUtcNow();
        return _mark is { } mark && now <= mark.Time ? mark.Time + Step : now;
    }

    private async Task<OwnershipProof?> ProveAsync(CancellationToken cancellationToken)
    {
        OwnershipProof? proof = await owned.ProveAsync(Volatile.Read(ref _saved), cancellationToken);
        if (proof is null)
        {
            _fenced = true;
            metrics.Fenced();
            CheckpointLog.Fenced(settings.Logger, _place);
        }

        return proof;
    }

    private async Task SaveWhenDueAsync(CancellationToken cancellationToken)
    {
        TimeSpan age = settings.Time.GetElapsedTime(_savedAt);
        bool isDue = data.Offset > _saved
            ? age >= emission.SnapshotInterval || data.UnsavedBytes >= emission.SnapshotBytes
            : age >= RefreshInterval;
        if (isDue && !_fenced)
        {
            await SaveAsync(cancellationToken);
        }
    }

    private async Task SaveLastAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (data.Offset > _saved && !_fenced)
            {
                await SaveAsync(cancellationToken);
                await ProveAsync(cancellationToken);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The group's offset stays behind the saved state, which is where the next owner begins.
            CheckpointLog.Failed(settings.Logger, LogLevel.Warning, _place, "committing the saved state", error.Message);
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        (PooledBuffer state, long offset) = data.Snapshot();
        using (state)
        {
            try
            {
                _savedAt = settings.Time.GetTimestamp();
                await owned.Store.SaveAsync(owned.Partition, offset, state.Memory, cancellationToken);
                Volatile.Write(ref _saved, offset);
                _steps?.Reached(DeliveryStep.StateSaved);
                metrics.Saved(state.Length);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The one before stays, and what came since is read again.
            }
            catch (IOException error)
            {
                metrics.NotSaved();
                delivery.Failed("saving the state", error.Message);
            }
        }
    }
}
