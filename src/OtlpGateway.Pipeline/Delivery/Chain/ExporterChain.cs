// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// An exporter with everything that every exporter has around it. A batch goes through the links in this order:
/// <list type="number">
/// <item>books: what was received, sent and returned, per branch;</item>
/// <item>gate: closed by a stop;</item>
/// <item><c>sending_queue</c>: room and turns, or the disk;</item>
/// <item>fate: dead letters, drop counters, readiness;</item>
/// <item><c>retry_on_failure</c>;</item>
/// <item><c>timeout</c> of one attempt;</item>
/// <item>the exporter.</item>
/// </list>
/// A stop goes the same way: the gate closes, the queue drains until the deadline, waits between retries are cut short,
/// and the exporter stops last, when nothing can reach it any more.
/// </summary>
public sealed class ExporterChain : IExporter
{
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    private readonly ChainContext _context;
    private readonly InFlight _inFlight = new();
    private readonly BooksLink _entry;
    private readonly Batcher? _batcher;
    private int _stopped;

    private ExporterChain(IExporter exporter, ChainContext context)
    {
        Inner = exporter;
        _context = context;
        IBatchConsumer delivery = Delivery(exporter, context);
        SendingQueueOptions queue = context.Options.SendingQueue;
        if (queue.Enabled)
        {
            delivery = new TurnLink(delivery, queue.NumConsumers);
            if (queue.Batch is { } batch)
            {
                delivery = _batcher = new Batcher(delivery, BatcherOf(batch, context));
            }

            delivery = new MemoryQueue(delivery, context);
        }

        _entry = new BooksLink(new GateLink(delivery, _inFlight, $"exporter {context.Name}"), context.Metrics);
    }

    /// <summary>The exporter itself: ask it, not the chain, whether it is an <see cref="IRangeSink"/> or <see cref="IRequestHistory"/>.</summary>
    public IExporter Inner { get; }

    /// <summary>Builds the chain that <paramref name="options"/> describe. The chain owns the exporter: it starts and stops it.</summary>
    public static ExporterChain Build(IExporter exporter, ExporterOptions options, ComponentSettings settings, Signal signal) =>
        new(exporter, new ChainContext(settings, options, signal));

    public Task StartAsync(CancellationToken cancellationToken) => Inner.StartAsync(cancellationToken);

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        _entry.ConsumeAsync(batch, cancellationToken);

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        _inFlight.Close();
        int left = _batcher is null ? 0 : await _batcher.StopAsync(deadline);
        left += await _inFlight.DrainAsync(_context.Time, AbortGrace, deadline);
        if (left > 0)
        {
            DeliveryLog.StoppedWaiting(_context.Logger, _context.Name, left);
        }

        await Inner.StopAsync(deadline);
        _context.Destination.Forget();
    }

    private static FateLink Delivery(IExporter exporter, ChainContext context)
    {
        IBatchConsumer link = new AttemptLink(exporter, context);
        if (context.Options.RetryOnFailure.Enabled)
        {
            link = new RetryLink(link, context);
        }

        return new FateLink(link, context);
    }

    private static BatcherSettings BatcherOf(QueueBatchOptions batch, ChainContext context) => new()
    {
        Name = $"the sending queue of exporter {context.Name}",
        Time = context.Time,
        Logger = context.Logger,
        Observer = context.Metrics,
        Sizer = batch.EffectiveSizer(context.Options.SendingQueue.Sizer),
        MinSize = batch.MinSize,
        MaxSize = batch.MaxSize,
        FlushTimeout = batch.FlushTimeout,
        MetadataKeys = [.. batch.Partition.MetadataKeys.Select(key => key.ToLowerInvariant())],
        MaxConcurrency = context.Options.SendingQueue.NumConsumers,
    };
}
