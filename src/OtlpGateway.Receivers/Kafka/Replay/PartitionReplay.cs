// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>Replays one partition, claim by claim.</summary>
internal sealed class PartitionReplay
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ReplayTarget _target;
    private readonly ReplayRequest _request;
    private readonly IPartitionReader _reader;
    private readonly IBatchConsumer _consumer;
    private readonly IRangeSink _sink;
    private readonly ReplayReport _report;
    private readonly Action<ReplayReport, string> _progress;
    private readonly ReplayBlocks _blocks;
    private readonly LogPartition _partition;
    private readonly ClientContext _client;

    internal PartitionReplay(
        ReplayTarget target,
        ReplayRequest request,
        IPartitionReader reader,
        IBatchConsumer consumer,
        IRangeSink sink,
        RecordDecoder decoder,
        BlockBudget budget,
        ReplayReport report,
        Action<ReplayReport, string> progress)
    {
        _target = target;
        _request = request;
        _reader = reader;
        _consumer = consumer;
        _sink = sink;
        _report = report;
        _progress = progress;
        _blocks = new ReplayBlocks(target, reader, decoder, budget, report);

        // Other books are other tokens: under them nothing is known, so everything is stored, and once.
        string group = request.ForcedRun is { } run ? $"backfill/{run}/{request.Group}" : request.Group;
        _partition = LogPartition.Of(group, reader.Topic, reader.TopicId, reader.Partition);
        _client = new ClientContext
        {
            Transport = "kafka",
            Metadata = new Dictionary<string, IReadOnlyList<string>>
            {
                ["kafka.topic"] = [reader.Topic],
                ["kafka.partition"] = [reader.Partition.ToString(CultureInfo.InvariantCulture)],
            },
        };
    }

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await BoundAsync(cancellationToken);
        while (_report.Position < _report.To)
        {
            RangePlace place = await AskAsync(() => _sink.LookAsync(_partition, _report.Position, cancellationToken), place => place.Outcome, cancellationToken);
            switch (place.Kind)
            {
                case RangePlaceKind.Done:
                    Skip(place.End);
                    break;
                case RangePlaceKind.Pending:
                    await FinishAsync(place, cancellationToken);
                    break;
                default:
                    await ClaimAsync(Math.Min(_report.To, place.End), cancellationToken);
                    break;
            }

            _progress(_report, "");
        }
    }

    /// <summary>Finds the offsets, and stops in front of what is the group's own consumer's business.</summary>
    private async Task BoundAsync(CancellationToken cancellationToken)
    {
        long start = await _reader.GetStartOffsetAsync(cancellationToken);
        long end = await _reader.GetEndOffsetAsync(cancellationToken);
        long from = await OffsetOfAsync(_request.From, start, cancellationToken);
        long to = Math.Min(end, await OffsetOfAsync(_request.To, end, cancellationToken));
        if (_request.ForcedRun is null)
        {
            long limit = await GroupPositionAsync(cancellationToken);
            _report.AheadOffsets = Math.Max(0, to - Math.Max(limit, from));
            to = Math.Min(to, limit);
        }

        _report.From = from;
        _report.To = Math.Max(from, to);
        _report.Position = from;
        if (from < start)
        {
            _report.MissingOffsets = Math.Min(start, _report.To) - from;
            _report.Position = Math.Min(start, _report.To);
        }
    }

    private async ValueTask<long> OffsetOfAsync(ReplayPoint point, long edge, CancellationToken cancellationToken) => point switch
    {
        { Offset: { } offset } => offset,
        { Time: { } time } => await _reader.FindOffsetAsync(time, cancellationToken),
        _ => edge,
    };

    private async Task<long> GroupPositionAsync(CancellationToken cancellationToken)
    {
        RangeResume resume = await AskAsync(() => _sink.ResumeAsync(_partition, cancellationToken), resume => resume.Outcome, cancellationToken);
        if (resume.NextOffset is { } next)
        {
            return resume.PendingEnd ?? next;
        }

        long position = await _reader.GetCommittedAsync(_request.Group, cancellationToken)
            ?? throw new ReplayException(
                $"group {_request.Group} has never read {_reader.Topic}[{_reader.Partition}], so that nothing of it is missing: start the gateway, which begins where initial_offset says, or name another group, or use --force");
        _ = await AskAsync(async () => await _sink.MarkAsync(_partition, position, cancellationToken), outcome => outcome, cancellationToken);
        return position;
    }

    private void Skip(long end)
    {
        long next = Math.Min(end, _report.To);
        _report.DoneOffsets += next - _report.Position;
        _report.Position = next;
    }

    /// <summary>What was claimed and not finished is one range, however much of it was asked for.</summary>
    private async Task FinishAsync(RangePlace place, CancellationToken cancellationToken)
    {
        using Block block = await _blocks.ReadAsync(place.Start, place.End, isExact: true, cancellationToken);
        await StoreAsync(block, cancellationToken);
        _report.Position = place.End;
    }

    private async Task ClaimAsync(long limit, CancellationToken cancellationToken)
    {
        Block block = await _blocks.ReadAsync(_report.Position, limit, isExact: false, cancellationToken);
        try
        {
            if (block.Records.Count == 0)
            {
                _report.Position = block.End;
                return;
            }

            LogRange range = new(_partition, block.Start, block.End);
            RangeClaim claim = await AskAsync(() => _sink.ClaimAsync(range, cancellationToken), claim => claim.Outcome, cancellationToken);
            if (claim.Done)
            {
                // Somebody else was faster; the ledger is asked again for what is behind it.
                Skip(claim.End);
                return;
            }

            if (claim.End != block.End)
            {
                _blocks.Forget(block);
                block.Dispose();
                block = await _blocks.ReadAsync(_report.Position, claim.End, isExact: true, cancellationToken);
            }

            await StoreAsync(block, cancellationToken);
            _report.Position = block.End;
        }
        finally
        {
            block.Dispose();
        }
    }

    private async Task StoreAsync(Block block, CancellationToken cancellationToken)
    {
        int items = block.Items;
        int records = block.Records.Count;
        if (records == 0)
        {
            return;
        }

        using TelemetryBatch batch = block.ToBatch(_target.Signal, _client, new LogRange(_partition, block.Start, block.End));
        Outcome outcome = await _consumer.ConsumeAsync(batch, cancellationToken);
        while (outcome.IsTemporary)
        {
            _progress(_report, outcome.Message);
            await Task.Delay(outcome.RetryAfter ?? RetryDelay, _target.Settings.Time, cancellationToken);
            outcome = await _consumer.ConsumeAsync(batch, cancellationToken);
        }

        if (outcome.Kind == OutcomeKind.Rejected || outcome.IsRejectedByBranch)
        {
            _report.RejectedRecords += records;
            LogRange range = batch.Range!.Value;
            _ = await AskAsync(async () => await _sink.RejectAsync(range, outcome.Message, cancellationToken), noted => noted, cancellationToken);
            _progress(
                _report,
                $"offsets {block.Start} to {block.End - 1} were rejected: {outcome.Message}. The ledger keeps them as rejected; when the cause is gone, the same backfill stores them");
            return;
        }

        _report.StoredRanges++;
        _report.StoredRecords += records;
        _report.StoredItems += items - outcome.RejectedItems;
        _report.DeadLetteredItems += outcome.RejectedItems;
    }

    /// <summary>Asks the sink until it can say; a refusal for good ends the replay.</summary>
    private async Task<T> AskAsync<T>(Func<ValueTask<T>> ask, Func<T, Outcome> outcomeOf, CancellationToken cancellationToken)
    {
        while (true)
        {
            T answer = await ask();
            Outcome outcome = outcomeOf(answer);
            if (outcome.IsSuccess)
            {
                return answer;
            }

            if (!outcome.IsTemporary)
            {
                throw new ReplayException(outcome.Message);
            }

            _progress(_report, outcome.Message);
            await Task.Delay(outcome.RetryAfter ?? RetryDelay, _target.Settings.Time, cancellationToken);
        }
    }
}
