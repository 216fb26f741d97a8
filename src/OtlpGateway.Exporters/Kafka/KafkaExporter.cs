// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Writes each batch as one record of a log, or as several, and answers when they are durable. A request that needs no
/// splitting goes in as the bytes that it is, without being decoded.
/// </summary>
internal sealed class KafkaExporter : IExporter, IRequestHistory
{
    // While nothing is written nothing can find that the disk works again.
    private static readonly TimeSpan ProblemsLast = TimeSpan.FromMinutes(1);

    private readonly ComponentSettings _settings;
    private readonly KafkaExporterOptions _options;
    private readonly Signal _signal;
    private readonly ILogClients _logs;
    private readonly RecordSender _sender;
    private readonly TopicPartitions? _partitions;
    private readonly HealthBoard? _health;
    private readonly string _part;
    private readonly string _topic;
    private ILogClient? _log;
    private ILogProducer? _producer;
    private LogPresence? _presence;
    private int _failed;

    public KafkaExporter(ComponentSettings settings, KafkaExporterOptions options, Signal signal, ILogClients logs)
    {
        _settings = settings;
        _options = options;
        _signal = signal;
        _logs = logs;
        _topic = options.TopicOf(signal);
        _partitions = signal == Signal.Metrics && options.PartitionMetricsBy is not null
            ? new TopicPartitions(settings.Logger, options.Producer.AllowAutoTopicCreation)
            : null;
        KafkaExporterMetrics metrics = new(settings.Meter, settings.Id, options.Client.IsEmbedded);
        _sender = new RecordSender(settings, options, signal, metrics, _partitions)
        {
            Answered = result => ShowHealth(result),
        };
        _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
        _part = $"log of exporter {settings.Id} ({signal.DataType()})";
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogAddress address = KafkaConnections.AddressOf(
            _options.Client,
            KafkaProducerSettings.Of(_options.Producer, _options.Timeout),
            _settings,
            _options.RecordPartitioner.Librdkafka);
        try
        {
            EmbeddedLogOptions? options = _options.LogOptions();
            _log = await _logs.OpenAsync(address, options, cancellationToken);
            if (address.IsEmbedded && _options.Producer.AllowAutoTopicCreation)
            {
                await _log.EnsureTopicAsync(_topic, options?.Topics, cancellationToken);
            }

            if (_partitions is not null)
            {
                _partitions.Log = _log;
            }

            _producer = _log.CreateProducer();
            if (!address.IsEmbedded)
            {
                string part = $"brokers of exporter {_settings.Id} ({_signal.DataType()})";

                // Before the first answer nobody should send requests here.
                _health?.NotReady(part, "the brokers were not reached yet");
                _presence = LogPresence.Watch(_settings, _log, part, cause: $"brokers of exporter {_settings.Id}");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException or NotSupportedException)
        {
            await StopAsync(CancellationToken.None);
            throw new ComponentStartException(failure.Message, failure);
        }

        KafkaExporterLog.Started(_settings.Logger, _signal.DataType(), _topic, address.ToString());
    }

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        _producer is { } producer
            ? _sender.SendAsync(producer, batch, cancellationToken)
            : new ValueTask<Outcome>(Outcome.Retry(Reasons.ShuttingDown, $"exporter {_settings.Id} is not running"));

    /// <summary>On Kafka nothing: to read the brokers' last minutes at every start would be neither cheap nor sound (docs/delivery.md).</summary>
    public async ValueTask<IReadOnlyList<StoredRequest>> ReadRecentAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        _log is { } log && _options.Client.IsEmbedded ? await RequestMarks.ReadAsync(log, _topic, since, cancellationToken) : [];

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _presence, null) is { } presence)
        {
            await presence.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _producer, null) is { } producer)
        {
            await producer.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _log, null) is { } log)
        {
            await log.DisposeAsync();
        }

        _health?.Remove(_part);
    }

    private void ShowHealth(in ProduceResult result)
    {
        if (result.Status == ProduceStatus.Failed)
        {
            _health?.NotReady(_part, result.Message, ProblemsLast);
            if (Interlocked.Exchange(ref _failed, 1) == 0)
            {
                KafkaExporterLog.Failed(_settings.Logger, result.Message);
            }
        }
        else if (result.Status == ProduceStatus.Stored && Volatile.Read(ref _failed) == 1 && Interlocked.Exchange(ref _failed, 0) == 1)
        {
            _health?.Ready(_part);
            KafkaExporterLog.Recovered(_settings.Logger);
        }
    }
}
