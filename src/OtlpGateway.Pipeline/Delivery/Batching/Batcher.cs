// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Merges requests that arrive close together and answers each caller when the delivery that its request went out with
/// is acknowledged. While nothing is under way a request goes out at once; what comes meanwhile goes out together when
/// that is done, when enough has come together, or when the oldest has waited long enough. So batches grow with load,
/// and a client that sends one request after the other never waits for a timeout.
/// </summary>
public sealed class Batcher : IBatchConsumer
{
    /// <summary>Most bytes of one merged batch, whatever the options say: destinations bound the messages that they take.</summary>
    internal const long MaxMergedBytes = 16L << 20;

    private readonly IBatchConsumer _next;
    private readonly BatcherSettings _settings;
    private readonly Lock _lock = new();
    private readonly MetadataShards _shards;
    private readonly QueueRoom _room;
    private readonly BatchSender _sender;
    private readonly InFlight _inFlight = new();
    private readonly ITimer _timer;
    private long? _timerDue;

    public Batcher(IBatchConsumer next, BatcherSettings settings)
    {
        _next = next;
        _settings = settings;
        _shards = new MetadataShards(settings);
        _room = new QueueRoom(settings.MaxHeldBytes);
        _sender = new BatchSender(next, settings);
        _timer = settings.Time.CreateTimer(static state => ((Batcher)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (!BatchMerge.IsMergeable(batch))
        {
            return await _next.ConsumeAsync(batch, cancellationToken);
        }

        if (!_inFlight.TryEnter())
        {
            return Outcome.Retry(Reasons.ShuttingDown, $"{_settings.Name} is shutting down; send it again to the next instance");
        }

        int bytes = batch.Bytes.Length;
        try
        {
            if (!await _room.TakeAsync(bytes, cancellationToken))
            {
                return Outcome.Cancelled();
            }

            try
            {
                return await MergeAsync(batch, cancellationToken);
            }
            finally
            {
                _room.Release(bytes);
            }
        }
        finally
        {
            _inFlight.Exit();
        }
    }

    /// <summary>Sends what waits and waits for the answers; when the deadline passes, cancels them. Returns how many were left.</summary>
    public async Task<int> StopAsync(CancellationToken deadline)
    {
        _inFlight.Close();
        PumpAll();
        int left = await _inFlight.DrainAsync(_settings.Time, TimeSpan.FromSeconds(2), deadline);
        await _timer.DisposeAsync();
        return left;
    }

    private async ValueTask<Outcome> MergeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var entry = new BatchEntry(batch, BatchSize.Of(batch, _settings.Sizer), _settings.Time.GetTimestamp());
        BatcherShard? shard;
        LinkedListNode<BatchEntry> node;
        lock (_lock)
        {
            if (!_shards.TryGet(batch.Client, out shard))
            {
                return TooManyCombinations();
            }

            node = shard.Add(entry);
        }

        // The abort of a stop is every caller's going away.
        await using (cancellationToken.UnsafeRegister(_ => GiveUp(shard, node), null))
        await using (_inFlight.Abort.UnsafeRegister(_ => GiveUp(shard, node), null))
        {
            Pump(shard);
            return await entry.Task;
        }
    }

    private void Pump(BatcherShard shard)
    {
        while (true)
        {
            BatchDelivery? delivery;
            lock (_lock)
            {
                delivery = shard.TryTake(_settings.Time.GetTimestamp(), _inFlight.IsClosed);
                if (delivery is null)
                {
                    ArmTimerLocked(shard);
                    return;
                }
            }

            Task sending = SendAsync(shard, delivery);
            if (!sending.IsCompleted)
            {
                _ = PumpAfterAsync(sending, shard);
            }
        }
    }

    private async Task PumpAfterAsync(Task sending, BatcherShard shard)
    {
        await sending;
        Pump(shard);
    }

    private async Task SendAsync(BatcherShard shard, BatchDelivery delivery)
    {
        Outcome[] outcomes = await _sender.SendAsync(delivery);
        lock (_lock)
        {
            shard.Delivered();
        }

        // Callers lend their batches until they are answered; so the answers come last of all that touches the bytes.
        for (int i = 0; i < outcomes.Length; i++)
        {
            delivery.Entries[i].SetResult(outcomes[i]);
        }
    }

    private void GiveUp(BatcherShard shard, LinkedListNode<BatchEntry> node)
    {
        if (!node.Value.TryLeave())
        {
            return;
        }

        BatchDelivery? delivery;
        lock (_lock)
        {
            delivery = node.Value.Delivery;
            if (delivery is null)
            {
                shard.Remove(node);
                node.Value.SetResult(Outcome.Cancelled());
                return;
            }
        }

        delivery?.CallerGone();
    }

    /// <summary>One timer for all shards, set to the earliest that any of them needs.</summary>
    private void ArmTimerLocked(BatcherShard shard)
    {
        long now = _settings.Time.GetTimestamp();
        if (shard.TimeLeft(now) is not { } left)
        {
            return;
        }

        long due = now + (long)(left.TotalSeconds * _settings.Time.TimestampFrequency);
        if (_timerDue is null || due < _timerDue)
        {
            _timerDue = due;
            _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _timerDue = null;
        }

        PumpAll();
    }

    private void PumpAll()
    {
        BatcherShard[] shards;
        lock (_lock)
        {
            shards = [.. _shards.All];
        }

        foreach (BatcherShard shard in shards)
        {
            Pump(shard);
        }
    }

    private Outcome TooManyCombinations() => Outcome.Retry(
        Reasons.QueueFull,
        $"{_settings.Name}: more than {_settings.MetadataCardinalityLimit} combinations of metadata_keys values at a time "
        + "(metadata_cardinality_limit)");
}
