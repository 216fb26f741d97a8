// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>A step with a state: the names in the requests, one behind the other. It saves when a test says so.</summary>
internal sealed class ScriptedStep : IBatchConsumer, ICheckpointed
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly StringBuilder _state = new();
    private IOwnedPartition? _owned;
    private long _offset;

    public CheckpointHome Home { get; set; }

    public IReadOnlyCollection<string> Events => _events;

    public Func<TelemetryBatch, Outcome> Answer { get; set; } = static _ => Outcome.Accepted;

    public Exception? ResumeFailure { get; set; }

    public List<DateTimeOffset?> StoredAt { get; } = [];

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        Outcome outcome = Answer(batch);
        if (outcome.IsSuccess)
        {
            string text = Encoding.UTF8.GetString(batch.Bytes.Span);
            string name = text[(text.IndexOf('<', StringComparison.Ordinal) + 1)..text.IndexOf('>', StringComparison.Ordinal)];
            _state.Append(name);
            _offset = batch.Range!.Value.End;
            StoredAt.Add(batch.StoredAt);
            _events.Enqueue($"{name} {batch.Range.Value.Start}");
        }

        return ValueTask.FromResult(outcome);
    }

    public async ValueTask<long> ResumeAsync(IOwnedPartition partition, long begin, CancellationToken cancellationToken)
    {
        if (ResumeFailure is { } failure)
        {
            throw failure;
        }

        Checkpoint? saved = await partition.Store.LoadAsync(partition.Partition, cancellationToken);
        _owned = partition;
        _offset = saved?.Offset ?? begin;
        _state.Clear().Append(saved is null ? "" : Encoding.UTF8.GetString(saved.State.Span));
        _events.Enqueue($"resumes {_offset} with \"{_state}\"");
        return _offset;
    }

    public void Passed(LogPartition partition, long nextOffset)
    {
        if (nextOffset > _offset)
        {
            _offset = nextOffset;
            _events.Enqueue($"passed {nextOffset}");
        }
    }

    public ValueTask ReleaseAsync(LogPartition partition, bool lost, CancellationToken cancellationToken)
    {
        _events.Enqueue(lost ? "lost" : "released");
        return ValueTask.CompletedTask;
    }

    public async Task SaveAsync(CancellationToken cancellationToken) =>
        await _owned!.Store.SaveAsync(_owned.Partition, _offset, Encoding.UTF8.GetBytes(_state.ToString()), cancellationToken);

    public async Task<bool> ProveAsync(long saved, CancellationToken cancellationToken) =>
        await _owned!.ProveAsync(saved, cancellationToken) is { Left.Ticks: > 0 };

    public ValueTask<int?> CountPartitionsAsync(CancellationToken cancellationToken) => _owned!.CountPartitionsAsync(cancellationToken);

    public async Task<long> EndAsync(CancellationToken cancellationToken) => await _owned!.EndOffsetAsync(cancellationToken);
}
