// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Writes each batch as one record of a log and answers when the record is durable. The request goes in as the bytes that
/// it is, without being decoded.
/// </summary>
internal sealed class KafkaExporter : IExporter, IRequestHistory
{
    // While nothing is written nothing can find that the disk works again.
    private static readonly TimeSpan ProblemsLast = TimeSpan.FromMinutes(1);

    private readonly ComponentSettings _settings;
    private readonly KafkaExporterOptions _options;
    private readonly Signal _signal;
    private readonly ILogClients _logs;
    private readonly KafkaSignalOptions _signalOptions;
    private readonly KafkaExporterMetrics _metrics;
    private readonly RecordHeaderList _headers;
    private readonly HealthBoard? _health;
    private readonly string _part;
    private readonly string _topic;
    private ILogClient? _log;
    private ILogProducer? _producer;
    private int _failed;

    public KafkaExporter(ComponentSettings settings, KafkaExporterOptions options, Signal signal, ILogClients logs)
    {
        _settings = settings;
        _options = options;
        _signal = signal;
        _logs = logs;
        _signalOptions = options.Of(signal);
        _topic = options.TopicOf(signal);
        _metrics = new KafkaExporterMetrics(settings.Meter);
        _headers = new RecordHeaderList(options, signal);
        _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
        _part = $"log of exporter {settings.Id} ({signal.DataType()})";
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!LogAddress.TryParse(_options.Brokers, out LogAddress? address, out string error))
        {
            throw new ComponentStartException($"brokers: {error}");
        }

        try
        {
            EmbeddedLogOptions? options = _options.LogOptions();
            _log = await _logs.OpenAsync(address, options, cancellationToken);
            if (_options.Producer.AllowAutoTopicCreation)
            {
                await _log.EnsureTopicAsync(_topic, options?.Topics, cancellationToken);
            }

            _producer = _log.CreateProducer();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException or NotSupportedException)
        {
            await StopAsync(CancellationToken.None);
            throw new ComponentStartException(failure.Message, failure);
        }

        KafkaExporterLog.Started(_settings.Logger, _signal.DataType(), _topic, address.ToString());
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (_producer is not { } producer)
        {
            return Outcome.Retry(Reasons.ShuttingDown, $"exporter {_settings.Id} is not running");
        }

        if (_options.EncodingOf(_signal) == KafkaEncoding.OtlpProto)
        {
            return await ProduceAsync(producer, batch, batch.Bytes, cancellationToken);
        }

        using ProtobufWriter json = new(batch.Bytes.Length * 2);
        WireFault fault = OtlpJsonWriter.Write(_signal, batch.Bytes.Span, json);
        return fault == WireFault.None
            ? await ProduceAsync(producer, batch, json.WrittenMemory, cancellationToken)
            : Outcome.Rejected(Reasons.Malformed, $"the batch cannot be written as JSON: {fault.Describe()}");
    }

    public async ValueTask<IReadOnlyList<StoredRequest>> ReadRecentAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<StoredRequest> found = [];
        if (_log is { } log)
        {
            await log.ScanHeaderAsync(
                _topic,
                RecordHeaders.Requests,
                since,
                (storedAt, value) => found.AddRange(RecordHeaderList.ReadHashes(value).Select(hash => new StoredRequest(hash, storedAt))),
                cancellationToken);
        }

        return found;
    }

    public async Task StopAsync(CancellationToken deadline)
    {
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

    private async ValueTask<Outcome> ProduceAsync(
        ILogProducer producer,
        TelemetryBatch batch,
        ReadOnlyMemory<byte> value,
        CancellationToken cancellationToken)
    {
        string topic = FromMetadata(batch, _signalOptions.TopicFromMetadataKey) is { } named && TopicName.IsValid(named) ? named : _topic;
        string? key = FromMetadata(batch, _signalOptions.MessageKeyFromMetadataKey);
        ProduceRecord record = new(topic, value, key is null ? default : Encoding.UTF8.GetBytes(key), Headers: _headers.For(batch));
        long started = _settings.Time.GetTimestamp();
        ProduceResult result;
        try
        {
            result = await producer.ProduceAsync(record, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }

        _metrics.Produced(topic, result, value.Length, _settings.Time.GetElapsedTime(started));
        ShowHealth(result);
        return result.ToOutcome();
    }

    private static string? FromMetadata(TelemetryBatch batch, string key) =>
        key.Length > 0
        && batch.Client.Metadata.TryGetValue(key.ToLowerInvariant(), out IReadOnlyList<string>? values)
        && values.Count > 0
            ? values[0]
            : null;

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
