// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Processors.Batch;

/// <summary>
/// Merges requests before they go on. Unlike the Collector's, it acknowledges a request only when the batch that it went
/// out with is acknowledged, and sends at once while nothing is under way. See <see cref="Batcher"/>, which does the work.
/// </summary>
internal sealed class BatchProcessor : IProcessor
{
    private readonly Batcher _batcher;
    private readonly ComponentSettings _settings;

    public BatchProcessor(ComponentSettings settings, BatchOptions options, IBatchConsumer next)
    {
        _settings = settings;
        _batcher = new Batcher(next, new BatcherSettings
        {
            Name = $"processor {settings.Id}",
            Time = settings.Time,
            Logger = settings.Logger,
            Observer = new BatchMetrics(settings.Meter, settings.Id),
            Sizer = QueueSizer.Items,
            MinSize = options.SendBatchSize,
            MaxSize = options.SendBatchMaxSize,
            FlushTimeout = options.Timeout,
            MetadataKeys = [.. options.MetadataKeys.Select(key => key.ToLowerInvariant())],
            MetadataCardinalityLimit = options.MetadataCardinalityLimit,
        });
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        _batcher.ConsumeAsync(batch, cancellationToken);

    public async Task StopAsync(CancellationToken deadline)
    {
        int left = await _batcher.StopAsync(deadline);
        if (left > 0)
        {
            BatchLog.StoppedWaiting(_settings.Logger, _settings.Id.ToString(), left);
        }
    }
}
