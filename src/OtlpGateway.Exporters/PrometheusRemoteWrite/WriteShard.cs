// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>
/// The way of some of the series: first in, first out, one request at a time. That keeps the samples of every series in
/// order, however many batches they come in. What piles up while a request is under way goes into the next one together.
/// </summary>
/// <remarks>Bounded by the deliveries that the exporter lets under way.</remarks>
internal sealed class WriteShard(int number, PrometheusRemoteWriteOptions options, WriteSender sender, ComponentSettings settings, Action<WriteDelivery> settled)
{
    private readonly Queue<WriteDelivery> _waiting = new();
    private readonly Lock _lock = new();
    private readonly List<WriteRange> _ranges = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>Takes a delivery's series of this shard.</summary>
    public void Add(WriteDelivery delivery)
    {
        lock (_lock)
        {
            _waiting.Enqueue(delivery);
            _arrived.TrySetResult();
        }
    }

    /// <summary>Sends what comes, until the token says that nothing does any more.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await ArrivedAsync(stopping))
        {
            Gather();
            try
            {
                await sender.SendAsync(_ranges, stopping);
            }
            catch (Exception exception)
            {
                // A bug must not cost data: who waits sends it again.
                PrometheusRemoteWriteLog.Failed(settings.Logger, settings.Id.ToString(), exception);
                sender.Fail(_ranges);
            }

            Settle();
        }
    }

    /// <summary>Tells everyone who still waits, when nothing is sent any more.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            foreach (WriteDelivery delivery in _waiting)
            {
                delivery.Cancel();
            }

            _waiting.Clear();
        }
    }

    private async Task<bool> ArrivedAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Task arrived;
            lock (_lock)
            {
                if (_waiting.Count > 0)
                {
                    return true;
                }

                _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    /// <summary>Takes as many series as one request may have, in order; at least one.</summary>
    private void Gather()
    {
        _ranges.Clear();
        long bytes = 0;
        long points = 0;
        lock (_lock)
        {
            foreach (WriteDelivery delivery in _waiting)
            {
                int from = _ranges.Count == 0 ? _taken : 0;
                int to = from;
                int count = delivery.Block!.CountOf(number);
                while (to < count)
                {
                    (int moreBytes, int morePoints) = delivery.Block.SizeOf(number, to);
                    bool isFirst = bytes == 0;
                    bytes += moreBytes;
                    points += morePoints;
                    if (!isFirst && (bytes > options.MaxBatchSizeBytes || points > options.MaxSamplesPerSend))
                    {
                        break;
                    }

                    to++;
                }

                if (to > from)
                {
                    _ranges.Add(new WriteRange(delivery, from, to, default));
                }

                if (to < count)
                {
                    return;
                }
            }
        }
    }

    private void Settle()
    {
        foreach (WriteRange range in _ranges)
        {
            WriteDelivery delivery = range.Delivery;
            if (range.To < delivery.Block!.CountOf(number) && !delivery.IsCancelled)
            {
                _taken = range.To;
                delivery.EndAttempt();
                continue;
            }

            lock (_lock)
            {
                _waiting.Dequeue();
            }

            _taken = 0;
            bool isLast = delivery.Settle();
            delivery.EndAttempt();
            if (isLast)
            {
                settled(delivery);
            }
        }
    }
}
