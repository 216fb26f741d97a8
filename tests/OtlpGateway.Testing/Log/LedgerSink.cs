// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Testing.Log;

/// <summary>
/// A sink that keeps books of ranges as a real one does: the first claim of a start counts, a range is stored once. What
/// it answers to a delivery can be scripted; only what it accepts is stored.
/// </summary>
public sealed class LedgerSink : IBatchConsumer, IRangeSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(LogPartition Partition, long Start), (long End, bool Done)> _claims = [];
    private readonly HashSet<LogRange> _tokens = [];
    private readonly List<string> _stored = [];
    private readonly List<LogRange> _ranges = [];
    private readonly List<(LogRange, string)> _rejected = [];

    /// <summary>Answers deliveries before the books are written.</summary>
    public ScriptedConsumer Script { get; } = new();

    /// <summary>Names of all items that are stored, in order.</summary>
    public IReadOnlyList<string> Stored
    {
        get
        {
            lock (_gate)
            {
                return [.. _stored];
            }
        }
    }

    public IReadOnlyList<LogRange> Ranges
    {
        get
        {
            lock (_gate)
            {
                return [.. _ranges];
            }
        }
    }

    /// <summary>What a replay noted as refused.</summary>
    public IReadOnlyList<(LogRange Range, string Reason)> Rejected
    {
        get
        {
            lock (_gate)
            {
                return [.. _rejected];
            }
        }
    }

    /// <summary>True: what is delivered is stored, but the sink goes away before it is noted as done.</summary>
    public bool BreaksBeforeDone { get; set; }

    /// <summary>What the sink says when it is asked for a claim; accepted makes one.</summary>
    public Outcome ClaimAnswer { get; set; } = Outcome.Accepted;

    /// <summary>What the sink says when it is asked to give up a range; accepted notes it as done.</summary>
    public Outcome AbandonAnswer { get; set; } = Outcome.Accepted;

    /// <summary>The end that somebody else claimed before, by start.</summary>
    public Dictionary<long, long> ClaimedBefore { get; } = [];

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        Outcome outcome = await Script.ConsumeAsync(batch, cancellationToken);
        if (outcome.IsSuccess)
        {
            LogRange range = batch.Range ?? throw new InvalidOperationException("The batch is no range.");
            lock (_gate)
            {
                if (!_claims.TryGetValue((range.Partition, range.Start), out (long End, bool Done) claim) || claim.End != range.End)
                {
                    throw new InvalidOperationException($"{range} was not claimed.");
                }

                // The token of a range is its identity, whatever its bytes are.
                if (_tokens.Add(range))
                {
                    _stored.AddRange(BatchFactory.NamesIn(batch.Bytes.Span));
                    _ranges.Add(range);
                }

                if (BreaksBeforeDone)
                {
                    return Outcome.Retry(Reasons.DestinationDown, "the connection broke");
                }

                _claims[(range.Partition, range.Start)] = (range.End, true);
            }
        }

        return outcome;
    }

    public ValueTask<RangeResume> ResumeAsync(LogPartition partition, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var mine = _claims.Where(claim => claim.Key.Partition == partition).OrderBy(claim => claim.Key.Start).ToList();
            if (mine.Count == 0)
            {
                return ValueTask.FromResult(new RangeResume(Outcome.Accepted, null, null));
            }

            long stored = mine.Where(claim => claim.Value.Done).Select(claim => claim.Value.End).DefaultIfEmpty(0).Max();
            var open = mine.Where(claim => !claim.Value.Done && claim.Key.Start >= stored).Take(1).ToList();
            return ValueTask.FromResult(open.Count == 0
                ? new RangeResume(Outcome.Accepted, stored, null)
                : new RangeResume(Outcome.Accepted, open[0].Key.Start, open[0].Value.End));
        }
    }

    public ValueTask<RangeClaim> ClaimAsync(LogRange range, CancellationToken cancellationToken)
    {
        if (!ClaimAnswer.IsSuccess)
        {
            return ValueTask.FromResult(new RangeClaim(ClaimAnswer, range.End, false));
        }

        lock (_gate)
        {
            (LogPartition, long) key = (range.Partition, range.Start);
            if (!_claims.TryGetValue(key, out (long End, bool Done) claim) || claim.End == range.Start)
            {
                claim = _claims[key] = (ClaimedBefore.GetValueOrDefault(range.Start, range.End), false);
            }

            return ValueTask.FromResult(new RangeClaim(Outcome.Accepted, claim.End, claim.Done));
        }
    }

    public ValueTask<Outcome> AbandonAsync(LogRange range, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (AbandonAnswer.IsSuccess)
            {
                _claims[(range.Partition, range.Start)] = (range.End, true);
            }

            return ValueTask.FromResult(AbandonAnswer);
        }
    }

    public ValueTask<Outcome> RejectAsync(LogRange range, string reason, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _rejected.Add((range, reason));
            return ValueTask.FromResult(Outcome.Accepted);
        }
    }

    public ValueTask<RangePlace> LookAsync(LogPartition partition, long offset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var mine = _claims.Where(claim => claim.Key.Partition == partition && claim.Value.End > claim.Key.Start).ToList();
            foreach (((_, long start), (long end, bool done)) in mine.Where(claim => claim.Key.Start <= offset && claim.Value.End > offset))
            {
                return ValueTask.FromResult(done
                    ? new RangePlace(Outcome.Accepted, RangePlaceKind.Done, offset, end)
                    : new RangePlace(Outcome.Accepted, RangePlaceKind.Pending, start, end));
            }

            long next = mine.Select(claim => claim.Key.Start).Where(start => start > offset).DefaultIfEmpty(long.MaxValue).Min();
            return ValueTask.FromResult(new RangePlace(Outcome.Accepted, RangePlaceKind.Free, offset, next));
        }
    }

    /// <summary>A mark is a claim on nothing.</summary>
    public ValueTask<Outcome> MarkAsync(LogPartition partition, long position, CancellationToken cancellationToken)
    {
        Note(partition, position, position, done: true);
        return ValueTask.FromResult(Outcome.Accepted);
    }

    /// <summary>Writes a claim into the books, as if somebody had made it before.</summary>
    public void Note(LogPartition partition, long start, long end, bool done)
    {
        lock (_gate)
        {
            _claims[(partition, start)] = (end, done);
        }
    }
}
