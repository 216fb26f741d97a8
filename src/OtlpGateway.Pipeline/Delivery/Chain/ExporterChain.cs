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
    private readonly IBatchConsumer _entry;
    private readonly Batcher? _batcher;
    private readonly PersistentQueue? _persistent;
    private long _capacity;
    private int _stopped;

    private ExporterChain(IExporter exporter, ChainContext context)
    {
        Inner = exporter;
        _context = context;
        SendingQueueOptions queue = context.Options.SendingQueue;
        FateLink fate = Delivery(exporter, context);
        IBatchConsumer next = fate;
        if (queue.Enabled)
        {
            next = context.Options.KeepsOrder ? next : new TurnLink(next, queue.NumConsumers);
            if (queue.Batch is { } batch)
            {
                next = _batcher = new Batcher(next, BatcherOf(batch, context));
            }
        }

        if (queue.IsStored)
        {
            // It keeps the books itself: its answer to the caller is not the end of the batch.
            _persistent = new PersistentQueue(StorageOf(context), new PersistentDelivery(next, fate, context), context);
            _entry = _persistent;
            return;
        }

        if (queue.Enabled)
        {
            next = new MemoryQueue(next, context);
        }

        _entry = new BooksLink(new GateLink(next, _inFlight, $"exporter {context.Name}"), context.Metrics);
    }

    /// <summary>The exporter itself: ask it, not the chain, whether it is an <see cref="IRangeSink"/> or <see cref="IRequestHistory"/>.</summary>
    public IExporter Inner { get; }

    /// <summary>
    /// Builds the chain that <paramref name="options"/> describe. The chain owns the exporter: it starts and stops it.
    /// Throws <see cref="ComponentStartException"/> when the storage that is asked for is none, or cannot be used here.
    /// </summary>
    public static ExporterChain Build(IExporter exporter, ExporterOptions options, ComponentSettings settings, Signal signal) =>
        new(exporter, new ChainContext(settings, options, signal));

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Inner.StartAsync(cancellationToken);
        _capacity = _context.Options.SendingQueue.Enabled ? _context.Options.SendingQueue.QueueSize : 0;
        _context.Metrics.QueueCapacity(_capacity);

        if (_persistent is not null)
        {
            await _persistent.StartAsync(cancellationToken);
        }
    }

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken) =>
        _entry.ConsumeAsync(batch, cancellationToken);

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
        {
            return;
        }

        int left = await DrainAsync(deadline);
        if (left > 0)
        {
            DeliveryLog.StoppedWaiting(_context.Logger, _context.Name, left);
        }

        await Inner.StopAsync(deadline);
        _context.Destination.Forget();
        _context.Metrics.QueueCapacity(-_capacity);
    }

    private async Task<int> DrainAsync(CancellationToken deadline)
    {
        _inFlight.Close();
        if (_persistent is not null)
        {
            // Reading ends first, so that the batcher gets nothing new and sends what it has.
            Task<int> reading = _persistent.StopAsync(deadline);
            int merged = _batcher is null ? 0 : await _batcher.StopAsync(deadline);
            return Math.Max(merged, await reading);
        }

        int left = _batcher is null ? 0 : await _batcher.StopAsync(deadline);
        return Math.Max(left, await _inFlight.DrainAsync(_context.Time, AbortGrace, deadline));
    }

    private static FateLink Delivery(IExporter exporter, ChainContext context)
    {
        IBatchConsumer link = new AttemptLink(exporter, context);
        if (context.Options.RetryOnFailure.Enabled && !context.Options.KeepsOrder)
        {
            link = new RetryLink(link, context);
        }

        return new FateLink(link, context);
    }

    private static IQueueStorage StorageOf(ChainContext context)
    {
        string id = context.Options.SendingQueue.Storage!;
        if (context.Settings.Services.GetService(typeof(IExtensions)) is IExtensions extensions
            && extensions.TryGet(id, out IQueueStorage? storage))
        {
            return storage;
        }

        throw new ComponentStartException(
            $"sending_queue::storage names \"{id}\", which is not a storage extension under service::extensions");
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
        MaxConcurrency = context.Options.KeepsOrder ? 1 : context.Options.SendingQueue.NumConsumers,
    };
}
