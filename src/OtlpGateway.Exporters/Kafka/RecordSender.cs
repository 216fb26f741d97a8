// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Stores the records of a batch. A batch is accepted when all of them are stored; while some are and others are not, only
/// those that are not are tried again. A record that is too large is made smaller; one that is a single item is refused.
/// </summary>
internal sealed class RecordSender
{
    /// <summary>Records on their way at once, of one batch.</summary>
    private const int MostAtOnce = 1024;

    /// <summary>After so many the record is refused, although the topic has taken larger ones: those may have compressed better.</summary>
    private const int MostTooLargeAnswers = 5;

    /// <summary>How long the rest of a batch is tried again inside, before the sender is told.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly ComponentSettings _settings;
    private readonly TopicPartitions? _partitions;
    private readonly RecordFactory _factory;
    private readonly RecordHeaderList _headers;
    private readonly TopicSizes _sizes;
    private readonly KafkaExporterMetrics _metrics;
    private readonly OversizeItems _oversize;
    private readonly UnfinishedBatches _unfinished;
    private readonly LogLimiter _lines;
    private readonly BackOff _backOff;
    private readonly bool _isOwnLog;

    /// <param name="settings">The exporter's.</param>
    /// <param name="options">The exporter's.</param>
    /// <param name="signal">What the batches are of.</param>
    /// <param name="metrics">The exporter's.</param>
    /// <param name="partitions">Where the exporter chooses partitions itself.</param>
    public RecordSender(ComponentSettings settings, KafkaExporterOptions options, Signal signal, KafkaExporterMetrics metrics, TopicPartitions? partitions)
    {
        _settings = settings;
        _metrics = metrics;
        _isOwnLog = options.Client.IsEmbedded;
        _sizes = new TopicSizes(options.MaxRecordBytes);
        _partitions = partitions;
        _factory = new RecordFactory(options, signal, _sizes, metrics, partitions);
        _headers = new RecordHeaderList(options, signal);
        _oversize = new OversizeItems(settings, signal, options.EncodingOf(signal));
        _unfinished = new UnfinishedBatches(settings.Time);
        _lines = new LogLimiter(settings.Time, LogInterval);
        RandomSource random = settings.Services.GetService(typeof(RandomSource)) as RandomSource ?? new RandomSource();
        _backOff = new BackOff(
            new RetryOptions { InitialInterval = TimeSpan.FromMilliseconds(100), MaxInterval = TimeSpan.FromSeconds(2), Multiplier = 2, RandomizationFactor = 0.2 },
            random.Next);
    }

    /// <summary>Called with each answer of the log.</summary>
    public Action<ProduceResult> Answered { get; init; } = static _ => { };

    public async ValueTask<Outcome> SendAsync(ILogProducer producer, TelemetryBatch batch, CancellationToken cancellationToken)
    {
        List<LogHeader> common = _headers.Common(batch);
        int headerBytes = _headers.BytesOf(batch, common);
        (List<OutgoingRecord> records, WireFault fault, List<string> unknown) = _factory.Make(batch, headerBytes);
        if (unknown.Count > 0 && _partitions is { } partitions)
        {
            Outcome learnt = await partitions.LearnAsync(unknown, cancellationToken);
            if (!learnt.IsSuccess)
            {
                return learnt;
            }

            (records, fault, unknown) = _factory.Make(batch, headerBytes);
            if (unknown.Count > 0)
            {
                return Outcome.Retry(Reasons.DestinationDown, $"the number of partitions of topic {unknown[0]} is in doubt");
            }
        }

        if (fault != WireFault.None)
        {
            return Outcome.Rejected(Reasons.Malformed, $"the batch cannot be written as JSON: {fault.Describe()}");
        }

        try
        {
            if (records.Count > 1)
            {
                _metrics.Split();
                _metrics.Resumed(_unfinished.Resume(batch, records));
            }

            Outgoing outgoing = new(producer, records, _headers.Marks(batch, records.Count), common, headerBytes);
            await StoreAsync(outgoing, cancellationToken);
            return await ConcludeAsync(batch, outgoing.Records, cancellationToken);
        }
        finally
        {
            records.ForEach(record => record.Dispose());
        }
    }

    /// <summary>Comes back when every record is settled, or the sender has to be told that not all are.</summary>
    private async ValueTask StoreAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        long started = _settings.Time.GetTimestamp();
        for (int failures = 0; outgoing.Records.Exists(record => !record.IsSettled);)
        {
            await ProduceAsync(outgoing, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (HandleTooLarge(outgoing))
            {
                continue;
            }

            int left = outgoing.Records.Count(record => !record.IsSettled);
            TimeSpan wait = _backOff.After(++failures, null);
            if (left == 0 || !outgoing.Records.Exists(record => record.IsStored) || _settings.Time.GetElapsedTime(started) + wait > RestLimit)
            {
                return;
            }

            _metrics.Retried(left);
            if (!await WaitAsync(wait, cancellationToken))
            {
                return;
            }
        }
    }

    private async ValueTask<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, _settings.Time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async ValueTask ProduceAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        // In order: records of one key must not overtake each other on their first way.
        List<Task> waves = new(Math.Min(outgoing.Records.Count, MostAtOnce));
        for (int i = 0; i < outgoing.Records.Count; i++)
        {
            if (!outgoing.Records[i].IsSettled)
            {
                waves.Add(ProduceAsync(outgoing, i, cancellationToken));
            }

            if (waves.Count == MostAtOnce)
            {
                await Task.WhenAll(waves);
                waves.Clear();
            }
        }

        await Task.WhenAll(waves);
    }

    private async Task ProduceAsync(Outgoing outgoing, int index, CancellationToken cancellationToken)
    {
        OutgoingRecord record = outgoing.Records[index];
        IReadOnlyList<LogHeader> headers = _headers.For(record, outgoing.Common, outgoing.Marks[index]);
        long started = _settings.Time.GetTimestamp();
        try
        {
            record.Result = await outgoing.Producer.ProduceAsync(
                new ProduceRecord(record.Topic, record.Value, record.Key ?? default(ReadOnlyMemory<byte>), record.Partition, headers), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            record.Result = default;
            return;
        }

        _metrics.Produced(record, _settings.Time.GetElapsedTime(started));
        Answered(record.Result);
        if (record is { Partition: not null, Result.Status: ProduceStatus.Failed })
        {
            _partitions?.Doubt(record.Topic);
        }

        if (record.IsStored)
        {
            record.IsSettled = true;
            _sizes.Stored(record.Topic, record.Value.Length);
        }
    }

    /// <summary>True when there are records to try at once: smaller ones in the place of one, or the same again.</summary>
    private bool HandleTooLarge(Outgoing outgoing)
    {
        bool again = false;
        for (int i = 0; i < outgoing.Records.Count; i++)
        {
            OutgoingRecord record = outgoing.Records[i];
            if (record.IsSettled || record.Result.Status != ProduceStatus.TooLarge)
            {
                continue;
            }

            if (record.CanSplit)
            {
                i += Halve(outgoing, i) - 1;
                again = true;
            }
            else if (++record.TooLargeAnswers < AnswersFor(record))
            {
                again = true;
            }
            else
            {
                record.IsSettled = true;
            }
        }

        return again;
    }

    /// <summary>
    /// Our own log's word is final. Brokers judge batches, not records: in other company, or alone, it may pass, the more so
    /// where larger ones have.
    /// </summary>
    private int AnswersFor(OutgoingRecord record) =>
        _isOwnLog ? 1 : _sizes.HasTaken(record.Topic, record.Value.Length) ? MostTooLargeAnswers : 2;

    private int Halve(Outgoing outgoing, int index)
    {
        OutgoingRecord record = outgoing.Records[index];
        if (_sizes.Refused(record.Topic, record.Value.Length))
        {
            KafkaExporterLog.SmallerRecords(_settings.Logger, record.Topic, record.Value.Length, _sizes.LimitOf(record.Topic));
        }

        List<OutgoingRecord> parts = _factory.Halve(record, outgoing.HeaderBytes);
        outgoing.Replace(index, parts);
        return parts.Count;
    }

    private async ValueTask<Outcome> ConcludeAsync(TelemetryBatch batch, List<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        List<OutgoingRecord> refused = records.FindAll(record => record.IsSettled && !record.IsStored);
        List<OutgoingRecord> left = records.FindAll(record => !record.IsSettled);
        int stored = records.Count - refused.Count - left.Count;
        if (left.Count > 0)
        {
            return Unfinished(batch, records, left, stored);
        }

        refused.ForEach(_oversize.Report);
        if (refused.Count == 0)
        {
            return Outcome.Accepted;
        }

        string message = refused[0].Result.Message;
        if (stored == 0)
        {
            return Outcome.Rejected(Reasons.TooLarge, message);
        }

        bool kept = await _oversize.TryKeepAsync(batch, refused, cancellationToken);
        return Outcome.PartlyAccepted(refused.Sum(record => record.Items), Reasons.TooLarge, message) with { IsRestKept = kept };
    }

    private Outcome Unfinished(TelemetryBatch batch, List<OutgoingRecord> records, List<OutgoingRecord> left, int stored)
    {
        OutgoingRecord? answered = left.Find(record => record.Result.Status == ProduceStatus.Failed)
            ?? left.Find(record => record.Result.Status is not 0);
        Outcome outcome = answered is null ? Outcome.Cancelled() : answered.Result.ToOutcome();
        if (outcome.Kind == OutcomeKind.Rejected)
        {
            // Cut short before the last word on its size was said.
            outcome = Outcome.Retry(Reasons.DestinationDown, outcome.Message);
        }

        if (stored > 0)
        {
            _unfinished.Note(batch, records);
            _metrics.MayDuplicate();
            if (_lines.TryTake(out long suppressed))
            {
                KafkaExporterLog.PartlyStored(_settings.Logger, stored, records.Count, outcome.Message, suppressed);
            }
        }

        return outcome with { RetryAfter = left.Max(record => record.Result.RetryAfter) };
    }

    /// <summary>The records of one batch on their way.</summary>
    private sealed class Outgoing(ILogProducer producer, List<OutgoingRecord> records, LogHeader?[] marks, List<LogHeader> common, int headerBytes)
    {
        public ILogProducer Producer { get; } = producer;

        public List<OutgoingRecord> Records { get; } = records;

        public LogHeader?[] Marks { get; private set; } = marks;

        public List<LogHeader> Common { get; } = common;

        public int HeaderBytes { get; } = headerBytes;

        /// <summary>The parts of the batch are not what their marks say any more: it will not be known again, which is safe.</summary>
        public void Replace(int index, List<OutgoingRecord> parts)
        {
            Records.RemoveAt(index);
            Records.InsertRange(index, parts);
            Marks = new LogHeader?[Records.Count];
        }
    }
}
