// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Processors.Tests.Checkpoints;

/// <summary>
/// A partition and the store of its state, both in memory, which outlive the processors that use them. They write down what
/// happens in its order, and fail as a test says.
/// </summary>
internal sealed class ScriptedPartition(FakeTime time) : IOwnedPartition, ICheckpointStore
{
    public static readonly TimeSpan Session = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly List<string> _events = [];

    public LogPartition Partition { get; } = new("group", "topic", 3);

    public ICheckpointStore Store => this;

    public long End { get; set; }

    /// <summary>How many partitions the topic has; null when the log does not know.</summary>
    public int? Partitions { get; set; }

    public Checkpoint? State { get; set; }

    public EmittedMark? Mark { get; set; }

    public long Committed { get; private set; }

    /// <summary>Somebody else owns the partition.</summary>
    public bool IsLost { get; set; }

    /// <summary>Called before each question; may throw, or move the clock.</summary>
    public Action<string> Before { get; set; } = static _ => { };

    /// <summary>What happened so far, in order.</summary>
    public string[] Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public void Note(string happened)
    {
        lock (_gate)
        {
            _events.Add(happened);
        }
    }

    public ValueTask<long> EndOffsetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(End);

    public ValueTask<int?> CountPartitionsAsync(CancellationToken cancellationToken)
    {
        Before("count");
        return ValueTask.FromResult(Partitions);
    }

    public ValueTask<OwnershipProof?> ProveAsync(long saved, CancellationToken cancellationToken)
    {
        long askedAt = time.GetTimestamp();
        DateTimeOffset askedTime = time.GetUtcNow();
        Before("prove");
        cancellationToken.ThrowIfCancellationRequested();
        Note(IsLost ? "refused" : $"proven {saved}");
        if (!IsLost)
        {
            Committed = saved;
        }

        return ValueTask.FromResult(IsLost ? null : new OwnershipProof(time, askedAt, askedTime, Session));
    }

    public ValueTask<Checkpoint?> LoadAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        Before("load");
        return ValueTask.FromResult(State is null ? null : State with { Mark = Mark });
    }

    public ValueTask SaveAsync(LogPartition partition, long offset, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        Before("save");
        cancellationToken.ThrowIfCancellationRequested();
        Note($"saved {offset}");
        State = new Checkpoint(offset, state.ToArray(), null);
        return ValueTask.CompletedTask;
    }

    public ValueTask MarkAsync(LogPartition partition, EmittedMark mark, CancellationToken cancellationToken)
    {
        Before("mark");
        cancellationToken.ThrowIfCancellationRequested();
        Note($"marked {mark.Offset}");
        Mark = mark;
        return ValueTask.CompletedTask;
    }
}
