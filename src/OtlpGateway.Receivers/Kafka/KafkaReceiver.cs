// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Reads topics of a log and delivers what they hold; what is delivered is committed, never before. With an exporter that
/// remembers log ranges behind it, each range is stored exactly once.
/// </summary>
internal sealed class KafkaReceiver(
    ComponentSettings settings,
    KafkaReceiverOptions options,
    IReadOnlyDictionary<Signal, PipelineEntry> next,
    ILogClients logs) : IReceiver, IDisposable
{
    /// <summary>A dead letter is a record that was there before, with some headers more: brokers decide whether it is too large.</summary>
    private static readonly Dictionary<string, string> DeadLetterSettings = new() { ["message.max.bytes"] = "67108864" };

    /// <summary>A directory has one owner: how long it may believe that without asking is of no matter.</summary>
    private static readonly TimeSpan AlwaysOwned = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _abort = new();
    private readonly List<ILogConsumer> _consumers = [];
    private readonly List<PartitionOwner> _owners = [];
    private readonly BlockBudget _budget = new(options.MaxBufferedBytes, settings.Meter, settings.Id);
    private ILogClient? _log;
    private ILogProducer? _deadLetters;
    private LogPresence? _presence;
    private int _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogAddress address = KafkaConnections.AddressOf(options.Client, DeadLetterSettings, settings);
        List<Reading> readings = [.. next.SelectMany(entry => ReadingsOf(entry.Key, entry.Value))];
        CheckGroups(readings);
        try
        {
            _log = await logs.OpenAsync(address, null, cancellationToken);
            _deadLetters = _log.CreateProducer();
            DeadLetterWriter deadLetters = new(_log, _deadLetters, options.DeadLetterSuffix);
            CheckpointStores states = new(address, _log, _deadLetters, settings.Time);
            foreach (Reading reading in readings)
            {
                ILogConsumer consumer = _log.CreateConsumer(SettingsOf(reading, readings));
                _consumers.Add(consumer);
                KafkaReceiverLog.Reads(settings.Logger, reading.Pipeline, string.Join(", ", options.FiltersOf(reading.Signal)), reading.Group);
                IPartitionWork work = WorkOf(reading, _log, address.IsEmbedded, deadLetters, states);
                PartitionOwner owner = new(settings, options, reading.Signal, reading.Group, work, _abort.Token);
                _owners.Add(owner);
                await consumer.StartAsync(owner, cancellationToken);
            }

            // How far the partitions are behind, too: one that waits for a destination fetches nothing, while its lag grows.
            _presence = LogPresence.Watch(
                settings, _log, $"receiver {settings.Id} log", stopping => Task.WhenAll(_owners.Select(owner => owner.MeasureAsync(stopping))));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException or NotSupportedException)
        {
            await StopAsync(CancellationToken.None);
            throw new ComponentStartException(failure.Message, failure);
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        if (_presence is not null)
        {
            await _presence.DisposeAsync();
        }

        // Consumers first: each gives up its partitions, which finish what is under way until the deadline.
        await using (deadline.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _abort))
        {
            await Task.WhenAll(_consumers.Select(consumer => consumer.DisposeAsync().AsTask()));
        }

        if (_deadLetters is not null)
        {
            await _deadLetters.DisposeAsync();
        }

        if (_log is not null)
        {
            await _log.DisposeAsync();
        }

        Dispose();
    }

    public void Dispose() => _abort.Dispose();

    /// <summary>A pipeline with its group: where the graph does not tell pipelines apart, all of them are one.</summary>
    private IEnumerable<Reading> ReadingsOf(Signal signal, PipelineEntry entry)
    {
        if (entry.Pipelines.Count == 0)
        {
            return [new Reading(signal, signal.DataType(), options.GroupId, entry)];
        }

        string[] pipelines = [.. entry.Pipelines.Select(pipeline => pipeline.Id.ToString())];
        IReadOnlyList<string> groups = KafkaGroups.Of(options, pipelines);
        return entry.Pipelines.Select((pipeline, index) => new Reading(signal, pipelines[index], groups[index], pipeline.Entry));
    }

    private void CheckGroups(List<Reading> readings)
    {
        if (options.PipelineGroups.Keys.FirstOrDefault(pipeline => !readings.Exists(reading => reading.Pipeline == pipeline)) is { } unknown)
        {
            throw new ComponentStartException($"pipeline_groups names {unknown}, and no such pipeline uses this receiver");
        }

        if (readings.GroupBy(reading => (reading.Signal, reading.Group)).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ComponentStartException(
                $"pipelines {string.Join(" and ", twice.Select(reading => reading.Pipeline))} would read as one group, {twice.Key.Group}, and each would get a part of the records; give each its own in pipeline_groups");
        }
    }

    private LogConsumerSettings SettingsOf(Reading reading, List<Reading> readings)
    {
        // Two members of one group must not have one name.
        bool shared = readings.Count(other => other.Group == reading.Group) > 1;
        return new LogConsumerSettings(reading.Group, options.FiltersOf(reading.Signal))
        {
            Kafka = KafkaConsumerSettings.Of(options.Consumer, shared ? $"-{reading.Signal.DataType()}" : ""),
        };
    }

    private IPartitionWork WorkOf(Reading reading, ILogClient log, bool isOwnLog, DeadLetterWriter deadLetters, CheckpointStores states)
    {
        RecordEncoding encoding = options.EncodingOf(reading.Signal, out string error)
            ?? throw new ComponentStartException($"{reading.Signal.DataType()}::encoding: {error}");
        RecordDecoder decoder = new(reading.Signal, encoding, isOwnLog, new HeaderExtraction(options.HeaderExtraction));
        if (reading.Entry.Checkpointed is [ICheckpointed step])
        {
            TimeSpan ownedFor = isOwnLog ? AlwaysOwned : options.Consumer.SessionTimeout ?? KafkaConsumerSettings.DefaultSessionTimeout;
            return new CheckpointedDelivery(reading.Entry.Consumer, step, log, states.Of(step.Home), decoder, deadLetters, ownedFor);
        }

        return reading.Entry.RangeSinks is [IRangeSink sink]
            ? new RangeDelivery(reading.Entry.Consumer, sink, decoder, deadLetters, _budget, options.MaxBlockDelay)
            : new RecordDelivery(reading.Entry.Consumer, decoder, deadLetters);
    }

    private sealed record Reading(Signal Signal, string Pipeline, string Group, PipelineEntry Entry);
}
