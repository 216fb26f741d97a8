// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>What the work on one assigned partition needs: where it stands, waits, commits, readiness.</summary>
internal sealed class PartitionSession : IDisposable
{
    private const string CommitFailed = "commit_failed";

    /// <summary>One failed attempt is normal service; from the next on readiness shows it.</summary>
    private const int FailuresUntilStuck = 2;

    /// <summary>While a group shares its partitions anew it takes no commits; that is normal service, too.</summary>
    private static readonly TimeSpan SharingPatience = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort;
    private readonly string _group;
    private readonly HealthBoard? _health;
    private readonly IDeliverySteps? _steps;
    private readonly BackOff _backOff;
    private readonly string _part;
    private readonly StuckCauses _causes;
    private readonly Lock _gate = new();
    private string? _cause;
    private long _failingSince;
    private long _readTo = -1;
    private int _failures;

    public PartitionSession(
        ComponentSettings settings,
        KafkaReceiverOptions options,
        Signal signal,
        string group,
        IPartitionConsumer partition,
        KafkaReceiverMetrics metrics,
        StuckCauses causes,
        CancellationToken abort)
    {
        _causes = causes;
        Settings = settings;
        Options = options;
        Signal = signal;
        Partition = partition;
        Metrics = metrics;
        _abort = CancellationTokenSource.CreateLinkedTokenSource(abort);
        _group = group;
        Abort = _abort.Token;
        Place = group == options.GroupId ? $"{partition.Topic}[{partition.Partition}]" : $"{partition.Topic}[{partition.Partition}] for {group}";
        _part = $"receiver {settings.Id} {Place}";
        _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
        _steps = settings.Services.GetService(typeof(IDeliverySteps)) as IDeliverySteps;
        RandomSource random = settings.Services.GetService(typeof(RandomSource)) as RandomSource ?? new RandomSource();
        _backOff = new BackOff(
            new RetryOptions
            {
                InitialInterval = options.ErrorBackoff.InitialInterval,
                MaxInterval = options.ErrorBackoff.MaxInterval,
                Multiplier = options.ErrorBackoff.Multiplier,
                RandomizationFactor = options.ErrorBackoff.RandomizationFactor,
            },
            random.Next);
        Client = new ClientContext
        {
            Transport = "kafka",
            Metadata = new Dictionary<string, IReadOnlyList<string>>
            {
                ["kafka.topic"] = [partition.Topic],
                ["kafka.partition"] = [$"{partition.Partition}"],
            },
        };
    }

    public ComponentSettings Settings { get; }

    public KafkaReceiverOptions Options { get; }

    public Signal Signal { get; }

    public IPartitionConsumer Partition { get; }

    public KafkaReceiverMetrics Metrics { get; }

    public ClientContext Client { get; }

    public string Place { get; }

    /// <summary>How far it is read, where what is committed follows later; negative where that is the same.</summary>
    public long ReadTo
    {
        get => Volatile.Read(ref _readTo);
        set => Volatile.Write(ref _readTo, value);
    }

    /// <summary>Read nothing more, start no further attempt; finish what is under way.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Give up what is under way, too.</summary>
    public CancellationToken Abort { get; }

    public LogPartition LogPartition => LogPartition.Of(_group, Partition.Topic, Partition.TopicId, Partition.Partition);

    private TimeSpan CommitPatience =>
        2 * Options.ErrorBackoff.MaxInterval < SharingPatience ? 2 * Options.ErrorBackoff.MaxInterval : SharingPatience;

    public void Stop() => _stopping.Cancel();

    /// <summary>Abandons what is under way: it is still claimed, or not committed.</summary>
    public void GiveUp() => _abort.Cancel();

    /// <summary>Waits before the next attempt. Throws <see cref="OperationCanceledException"/> when there is to be none.</summary>
    /// <param name="needsOperator">True when waiting alone will not help: readiness shows it at once.</param>
    public async Task BackOffAsync(
        string reason, string message, TimeSpan? hint, CancellationToken cancellationToken, bool needsOperator = false)
    {
        Metrics.Retried(reason);
        int failures = Note(reason, message, needsOperator);

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stopping, Abort);
        await Task.Delay(_backOff.After(failures, hint), Settings.Time, either.Token);
    }

    /// <summary>How many attempts have failed in a row; says once that the partition stands still, and shows it.</summary>
    private int Note(string reason, string message, bool needsOperator)
    {
        lock (_gate)
        {
            _failingSince = _failures == 0 ? Settings.Time.GetTimestamp() : _failingSince;
            _failures += needsOperator ? FailuresUntilStuck : 1;
            if (_failures < FailuresUntilStuck || (reason == CommitFailed && Settings.Time.GetElapsedTime(_failingSince) < CommitPatience))
            {
                return _failures;
            }

            if (_cause is null)
            {
                _cause = reason;
                LogLevel level = needsOperator ? LogLevel.Error : LogLevel.Warning;
                KafkaReceiverLog.Stuck(Settings.Logger, _causes.Begins(reason) || needsOperator ? level : LogLevel.Debug, Place, message);
            }

            _health?.NotReady(_part, message);
            return _failures;
        }
    }

    /// <summary>Something went well again.</summary>
    public void Recovered()
    {
        if (Volatile.Read(ref _failures) == 0)
        {
            return;
        }

        string? cause;
        lock (_gate)
        {
            _failures = 0;
            cause = _cause;
            _cause = null;
        }

        if (cause is not null)
        {
            KafkaReceiverLog.GoesOn(Settings.Logger, _causes.Ends(cause) ? LogLevel.Information : LogLevel.Debug, Place);
            _health?.Ready(_part);
        }
    }

    public void Lost(long from, long to, string reason, string message)
    {
        if (to > from)
        {
            Metrics.Lost(to - from, reason);
            KafkaReceiverLog.Lost(Settings.Logger, from, to - 1, Place, message);
        }
    }

    /// <summary>Delivers until the batch is taken, in full or in part, or rejected for good.</summary>
    public async Task<Outcome> DeliverAsync(IBatchConsumer consumer, TelemetryBatch batch)
    {
        while (true)
        {
            Outcome outcome;
            try
            {
                outcome = await consumer.ConsumeAsync(batch, Abort);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                KafkaReceiverLog.Failed(Settings.Logger, Place, error);
                outcome = Outcome.Retry(Reasons.Internal, error.Message);
            }

            if (!outcome.IsTemporary)
            {
                Recovered();
                return outcome;
            }

            await BackOffAsync(outcome.Reason, outcome.Message, outcome.RetryAfter, CancellationToken.None);
        }
    }

    /// <summary>Keeps a record that was rejected, and counts what became of its items.</summary>
    public async Task AccountAsync(DeadLetterBook deadLetters, LogRecord record, RecordVerdict verdict, Outcome outcome)
    {
        if (outcome.Kind == OutcomeKind.Rejected || outcome.IsRejectedByBranch)
        {
            await deadLetters.KeepAsync([(record.Offset, record.Value)], outcome.Reason, outcome.Message);
        }

        int refused = outcome.Kind == OutcomeKind.Rejected ? verdict.Items : outcome.RejectedItems;
        Metrics.Accepted(verdict.Items - refused);
        Metrics.Refused(refused, outcome.Reason);
        Metrics.Refused(verdict.RejectedItems, Reasons.InvalidItem);
    }

    /// <summary>Commits until it is done.</summary>
    public async Task CommitAsync(long nextOffset)
    {
        while (true)
        {
            try
            {
                await Partition.CommitAsync(nextOffset, Abort);

                // Without traffic no delivery would say so, and readiness would stay off.
                Recovered();
                _steps?.Reached(DeliveryStep.OffsetCommitted);
                Metrics.Stands(Partition.Topic, Partition.Partition, nextOffset, await Partition.GetEndOffsetAsync(Abort));
                return;
            }
            catch (IOException error)
            {
                await BackOffAsync(CommitFailed, error.Message, null, CancellationToken.None);
            }
        }
    }

    /// <summary>Measures how far the group is behind, also while nothing is read.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        long next = ReadTo is var read and >= 0
            ? read
            : await Partition.GetCommittedAsync(cancellationToken) ?? await Partition.GetStartOffsetAsync(cancellationToken);
        Metrics.Stands(Partition.Topic, Partition.Partition, next, await Partition.MeasureEndOffsetAsync(cancellationToken));
    }

    /// <summary>Where a group begins that has finished nothing here; from then on the log knows.</summary>
    public async Task<long> FirstOffsetAsync()
    {
        if (await Partition.GetCommittedAsync(Stopping) is { } committed)
        {
            return committed;
        }

        long first = Options.InitialOffset == KafkaInitialOffset.Earliest
            ? await Partition.GetStartOffsetAsync(Stopping)
            : await Partition.GetEndOffsetAsync(Stopping);
        await CommitAsync(first);
        return first;
    }

    /// <summary>
    /// Makes a group that has committed nothing known to the log at the offset where a sink's books say it is; what is
    /// missing before the log's begin must not look finished.
    /// </summary>
    public async Task JoinAtAsync(long nextOffset)
    {
        if (await Partition.GetCommittedAsync(Stopping) is null && nextOffset <= await Partition.GetEndOffsetAsync(Stopping))
        {
            await CommitAsync(nextOffset);
        }
    }

    /// <summary>
    /// What to do about missing records: the offset to go on at, after whatever wait that takes. An offset beyond the end is
    /// one of another topic of this name, or of records that the brokers have lost: then what is there is all new, or
    /// was finished before, and skipping it could lose it. Where a sink's books know the topic, neither can be said:
    /// offsets that it has stored would come again with other records.
    /// </summary>
    public async Task<long> BridgeAsync(GapException gap, bool isInBooks = false)
    {
        long? committed = await Partition.GetCommittedAsync(Stopping);
        if (gap.To > gap.From && committed >= gap.To)
        {
            // All of it was finished before: nothing is missing.
            return gap.To;
        }

        bool isReset = gap.To < gap.From;
        long target = isReset ? await Partition.GetStartOffsetAsync(Stopping) : gap.To;
        if (Options.OnGap == KafkaGapPolicy.Skip && !(isReset && isInBooks))
        {
            if (isReset)
            {
                Metrics.OffsetReset();
                KafkaReceiverLog.OffsetReset(Settings.Logger, Place, gap.From, target, gap.Message);
            }

            Lost(gap.From, target, "retention", gap.Message);
            await CommitAsync(target);
            return target;
        }

        string advice = isReset && isInBooks
            ? $"{gap.Message} Everything before offset {gap.From} is stored, and the partition ends before it: the brokers have lost records. It goes on when offset {gap.From} is there; what was written again before it cannot be told from what is stored, except under a new group_id."
            : isReset
            ? $"{gap.Message} The group is at offset {gap.From}, behind the end: the topic was made anew, its end was lost, or the group's offset was set. To read all that is there, from offset {target} on, set on_gap: skip."
            : $"{gap.Message} To go on at offset {target}, set on_gap: skip; what is between is then counted as lost.";
        await BackOffAsync("gap", advice, Options.ErrorBackoff.MaxInterval, Stopping, needsOperator: true);
        return gap.From;
    }

    public void Dispose()
    {
        if (_cause is { } cause)
        {
            _causes.Ends(cause);
        }

        _health?.Remove(_part);
        _stopping.Dispose();
        _abort.Dispose();
    }
}
