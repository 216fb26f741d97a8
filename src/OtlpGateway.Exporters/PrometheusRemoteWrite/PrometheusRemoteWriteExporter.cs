// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Prometheus.Translation;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>
/// Sends metrics to a Prometheus remote-write receiver. Batches take their place in line as they come; one after the other
/// they become series, which are shared out to shards by what they are series of; each shard sends first in, first out. So
/// the samples of a series stay in order, whatever is tried again or comes at once.
/// </summary>
internal sealed class PrometheusRemoteWriteExporter : IExporter, IDisposable
{
    /// <summary>Batches that are series, for each shard: enough to fill the next request while one is under way.</summary>
    private const int UnderWayPerShard = 8;

    /// <summary>Memory that series under way may take before the next batch waits for room.</summary>
    private const long MostBytesUnderWay = 64L << 20;

    /// <summary>A block that has grown beyond this is not kept for the next batch.</summary>
    private const long MostBytesKept = 8L << 20;

    private readonly ComponentSettings _settings;
    private readonly PrometheusRemoteWriteMetrics _metrics;
    private readonly WriteConnection _connection;
    private readonly ReceiverState _receiver;
    private readonly TranslationLosses _losses;
    private readonly MetricsTranslator _translator;
    private readonly TranslationTally _tally = new();
    private readonly WriteSender[] _senders;
    private readonly WriteShard[] _shards;
    private readonly WakeUp _wakeUp = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly LinkedList<WriteDelivery> _line = [];
    private readonly Stack<SeriesBlock> _blocks = new();
    private readonly int _mostUnderWay;
    private Task[] _running = [];
    private int _underWay;
    private long _bytesUnderWay;
    private int _deltaStreams;
    private bool _isTranslating;

    public PrometheusRemoteWriteExporter(ComponentSettings settings, PrometheusRemoteWriteOptions options)
    {
        _settings = settings;
        _metrics = new PrometheusRemoteWriteMetrics(settings.Meter, settings.Id);
        _connection = new WriteConnection(settings, options, _metrics);
        _receiver = new ReceiverState(settings, options, _metrics, _connection.Name);
        _losses = new TranslationLosses(settings, _receiver, _metrics, options.SampleFutureLimit);
        _translator = new MetricsTranslator(options.Translation(options.Version));
        _senders = [.. Enumerable.Range(0, options.Shards).Select(shard => new WriteSender(shard, settings, options, _connection, _receiver, _metrics, _wakeUp))];
        _shards = [.. _senders.Select((sender, shard) => new WriteShard(shard, options, sender, settings, Settled))];
        _mostUnderWay = UnderWayPerShard * options.Shards;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _connection.Start();
        _running = [.. _shards.Select(shard => Task.Run(() => shard.RunAsync(_stopping.Token), CancellationToken.None))];
        _metrics.Consumers(_shards.Length);
        return Task.CompletedTask;
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        WriteDelivery delivery = new(batch);
        LinkedListNode<WriteDelivery> place;
        lock (_lock)
        {
            place = _line.AddLast(delivery);
        }

        Translate();
        await using (cancellationToken.UnsafeRegister(_ => Cancel(place), null))
        {
            return await delivery.Done;
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        // The chain lets nothing in any more, and has waited for what was under way.
        await _stopping.CancelAsync();
        _wakeUp.Signal();
        await Task.WhenAll(_running);
        foreach (WriteShard shard in _shards)
        {
            shard.Abandon();
        }

        _metrics.Consumers(-_running.Length);
        _metrics.DeltaStreams(-_deltaStreams);
        _receiver.Forget();
        Dispose();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _translator.Dispose();
        _stopping.Dispose();
        foreach (WriteSender sender in _senders)
        {
            sender.Dispose();
        }

        lock (_lock)
        {
            while (_blocks.TryPop(out SeriesBlock? block))
            {
                block.Dispose();
            }
        }
    }

    /// <summary>Makes series of the batches that are next in line, as long as there is room; one thread at a time.</summary>
    private void Translate()
    {
        while (TryTakeNext(out WriteDelivery? delivery, out SeriesBlock? block))
        {
            try
            {
                Translate(delivery!.Batch, block!, delivery);
            }
            catch (Exception exception)
            {
                // A bug must not cost data: who waits sends it again.
                PrometheusRemoteWriteLog.Failed(_settings.Logger, _settings.Id.ToString(), exception);
                block!.Clear();
                delivery!.Fail(Outcome.Retry(Reasons.Internal, $"{_connection.Name}: translating failed unexpectedly; see the gateway's log"));
            }

            Share(delivery, block!);
            lock (_lock)
            {
                _isTranslating = false;
            }
        }
    }

    private bool TryTakeNext(out WriteDelivery? delivery, out SeriesBlock? block)
    {
        lock (_lock)
        {
            delivery = _line.First?.Value;
            block = null;
            if (delivery is null || _isTranslating || _underWay >= _mostUnderWay || _bytesUnderWay >= MostBytesUnderWay)
            {
                return false;
            }

            // From here to the end of its translation its bytes are in use.
            _line.RemoveFirst();
            delivery.BeginAttempt();
            _isTranslating = true;
            _underWay++;
            block = _blocks.TryPop(out SeriesBlock? used) ? used : new SeriesBlock(_shards.Length);
            return true;
        }
    }

    private void Translate(TelemetryBatch batch, SeriesBlock block, WriteDelivery delivery)
    {
        block.Clear();
        _tally.Clear();
        _translator.CustomBuckets &= _receiver.Version == RemoteWriteVersion.V2;
        _translator.Translate(batch.Bytes.Span, ref block, _settings.Time.GetUtcNow().ToUnixTimeMilliseconds(), _tally);
        _metrics.Translated(block.SeriesCount, _tally.Dropped, block.Duplicates);
        _metrics.DeltaStreams(_translator.DeltaStreamCount - _deltaStreams);
        _deltaStreams = _translator.DeltaStreamCount;
        _losses.Note(_tally, block.Duplicates, delivery);
    }

    private void Share(WriteDelivery delivery, SeriesBlock block)
    {
        // One part more than there are shards with series, so that it is not settled before all have it.
        WriteShard[] shards = [.. _shards.Where((_, shard) => block.CountOf(shard) > 0)];
        delivery.Block = block;
        lock (_lock)
        {
            _bytesUnderWay += block.Size;
        }

        delivery.Open(shards.Length + 1);
        foreach (WriteShard shard in shards)
        {
            shard.Add(delivery);
        }

        bool isSettled = delivery.Settle();
        delivery.EndAttempt();
        if (isSettled)
        {
            Release(delivery);
        }
    }

    private void Settled(WriteDelivery delivery)
    {
        Release(delivery);
        Translate();
    }

    private void Release(WriteDelivery delivery)
    {
        SeriesBlock block = delivery.Block!;
        delivery.Block = null;
        bool isKept;
        lock (_lock)
        {
            _underWay--;
            _bytesUnderWay -= block.Size;
            isKept = block.Size <= MostBytesKept && _blocks.Count < _shards.Length && !_stopping.IsCancellationRequested;
            if (isKept)
            {
                _blocks.Push(block);
            }
        }

        if (!isKept)
        {
            block.Dispose();
        }
    }

    private void Cancel(LinkedListNode<WriteDelivery> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _line.Remove(place);
            }
        }

        place.Value.Cancel();
        _wakeUp.Signal();
    }
}
