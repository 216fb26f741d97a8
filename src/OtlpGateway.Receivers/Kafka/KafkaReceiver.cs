// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
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
    private readonly CancellationTokenSource _abort = new();
    private readonly List<ILogConsumer> _consumers = [];
    private readonly BlockBudget _budget = new(options.MaxBufferedBytes, settings.Meter, settings.Id);
    private ILogClient? _log;
    private ILogProducer? _deadLetters;
    private int _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!LogAddress.TryParse(options.Brokers, out LogAddress? address, out string error))
        {
            throw new ComponentStartException($"brokers: {error}");
        }

        try
        {
            _log = await logs.OpenAsync(address, null, cancellationToken);
            _deadLetters = _log.CreateProducer();
            foreach ((Signal signal, PipelineEntry entry) in next)
            {
                ILogConsumer consumer = _log.CreateConsumer(new LogConsumerSettings(options.GroupId, options.FiltersOf(signal)));
                _consumers.Add(consumer);
                IPartitionWork work = WorkOf(signal, entry, address.IsEmbedded, new DeadLetterWriter(_log, _deadLetters, options.DeadLetterSuffix));
                await consumer.StartAsync(new PartitionOwner(settings, options, signal, work, _abort.Token), cancellationToken);
            }
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

    private IPartitionWork WorkOf(Signal signal, PipelineEntry entry, bool isOwnLog, DeadLetterWriter deadLetters)
    {
        RecordDecoder decoder = new(signal, options.EncodingOf(signal), isOwnLog);
        return entry.RangeSinks is [IRangeSink sink]
            ? new RangeDelivery(entry.Consumer, sink, decoder, deadLetters, _budget)
            : new RecordDelivery(entry.Consumer, decoder, deadLetters);
    }
}
