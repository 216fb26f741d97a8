// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Hosting;

/// <summary>
/// Keeps what destinations refuse for good in an embedded log: the topics <c>dead_letters_traces</c>, <c>_metrics</c> and
/// <c>_logs</c>, each record one OTLP request with the reason in its headers. A <c>kafka</c> receiver on the directory reads
/// them back, when the cause is gone.
/// </summary>
internal sealed class DeadLetterStore(ILogClients logs, DeadLetterOptions options) : IDeadLetters, IAsyncDisposable
{
    private const string TopicPrefix = "dead_letters_";
    private const int Segments = 8;

    private ILogClient? _log;
    private ILogProducer? _producer;

    /// <summary>Throws <see cref="ComponentStartException"/> when the directory cannot be used.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EmbeddedLogOptions kept = new()
        {
            Topics = new TopicOptions { RetentionAge = options.MaxAge, RetentionBytes = options.MaxBytes, SegmentBytes = options.MaxBytes / Segments },
        };
        try
        {
            _log = await logs.OpenAsync(LogAddress.Embedded(options.Directory), kept, cancellationToken);
            _producer = _log.CreateProducer();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException)
        {
            throw new ComponentStartException($"service::dead_letters: {failure.Message}", failure);
        }
    }

    public async ValueTask<bool> TryKeepAsync(TelemetryBatch batch, DeadLetter letter, CancellationToken cancellationToken)
    {
        if (_producer is not { } producer)
        {
            return false;
        }

        string signal = batch.Signal.DataType();
        LogHeader[] headers =
        [
            new(RecordHeaders.Reason, Encoding.UTF8.GetBytes(letter.Reason)),
            new(RecordHeaders.Message, Encoding.UTF8.GetBytes(letter.Message)),
            new(RecordHeaders.Exporter, Encoding.UTF8.GetBytes(letter.Exporter.ToString())),
            new(RecordHeaders.Signal, Encoding.ASCII.GetBytes(signal)),
        ];
        ProduceResult result = await producer.ProduceAsync(new ProduceRecord(TopicPrefix + signal, batch.Bytes, Headers: headers), cancellationToken);
        return result.Status == ProduceStatus.Stored;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _producer, null) is { } producer)
        {
            await producer.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _log, null) is { } log)
        {
            await log.DisposeAsync();
        }
    }
}
