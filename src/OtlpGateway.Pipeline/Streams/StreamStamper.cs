// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Pipeline.Streams;

/// <summary>
/// Stands at the entry of a metrics pipeline in which labels are changed, and stamps each data point with the stream that
/// it belongs to, before two streams can begin to look alike.
/// </summary>
/// <param name="next">The pipeline's first processor.</param>
/// <param name="options">The configured key, if there is one.</param>
/// <param name="home">The log behind it, which decides where the key is otherwise.</param>
/// <param name="trustsStamps">True where batches come from our own log and may be stamped already.</param>
internal sealed class StreamStamper(IBatchConsumer next, StreamOptions options, StreamKeyHome? home, bool trustsStamps) : IProcessor
{
    private StreamKey? _key;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _key = StreamKeys.Find(options.Key, home);
            return Task.CompletedTask;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ComponentStartException($"service::streams::key is not set, and none can be kept with the log: {failure.Message}", failure);
        }
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (_key is not { } key)
        {
            return Outcome.Retry(Reasons.ShuttingDown, "the pipeline is not running");
        }

        using ProtobufWriter writer = new(batch.Bytes.Length + (batch.ItemCount * 64));
        if (!StreamStamp.Apply(batch.Bytes.Span, key, trustsStamps, writer))
        {
            return await next.ConsumeAsync(batch, cancellationToken);
        }

        using TelemetryBatch stamped = batch.WithBytes(writer.Detach(), batch.ItemCount);
        return await next.ConsumeAsync(stamped, cancellationToken);
    }

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;
}
