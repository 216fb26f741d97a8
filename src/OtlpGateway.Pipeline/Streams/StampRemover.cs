// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Pipeline.Streams;

/// <summary>Stands before a sink of metrics: no sink ever shows a stamp.</summary>
internal sealed class StampRemover(IBatchConsumer next) : IBatchConsumer
{
    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using ProtobufWriter writer = new(batch.Bytes.Length);
        if (!StreamStamp.Remove(batch.Bytes.Span, writer))
        {
            return await next.ConsumeAsync(batch, cancellationToken);
        }

        using TelemetryBatch plain = batch.WithBytes(writer.Detach(), batch.ItemCount);
        return await next.ConsumeAsync(plain, cancellationToken);
    }
}
