// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>What becomes of single items that no record of the topic can hold: dead letters where there are any, and a line that names them.</summary>
internal sealed class OversizeItems(ComponentSettings settings, Signal signal, KafkaEncoding encoding)
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly IDeadLetters? _deadLetters = settings.Services.GetService(typeof(IDeadLetters)) as IDeadLetters;
    private readonly LogLimiter _lines = new(settings.Time, LogInterval);

    /// <summary>Says which item it is that is too large, at most once in a while.</summary>
    public void Report(OutgoingRecord record)
    {
        if (_lines.TryTake(out long suppressed))
        {
            string identity = encoding == KafkaEncoding.Raw ? "the body of a log record" : ItemIdentity.Describe(signal, record.Request.Span);
            KafkaExporterLog.TooLarge(settings.Logger, identity, record.Value.Length, record.Topic, record.Result.Message, suppressed);
        }
    }

    /// <summary>Keeps the items that are too large while the rest of their batch is stored. True when all of them are kept.</summary>
    public async ValueTask<bool> TryKeepAsync(TelemetryBatch batch, List<OutgoingRecord> refused, CancellationToken cancellationToken)
    {
        if (_deadLetters is null || encoding == KafkaEncoding.Raw)
        {
            return false;
        }

        bool kept = true;
        foreach (OutgoingRecord record in refused)
        {
            using TelemetryBatch item = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(record.Request.Span), record.Items, batch.Client);
            kept &= await _deadLetters.TryKeepAsync(item, new DeadLetter(settings.Id, Reasons.TooLarge, record.Result.Message), cancellationToken);
        }

        return kept;
    }
}
