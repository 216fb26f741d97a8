// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>
/// One batch on its way: it waits, becomes series, and is sent in as many parts as there are shards. What it lost on the way
/// is noted, and told when the last part is settled. Thread-safe.
/// </summary>
internal sealed class WriteDelivery(TelemetryBatch batch)
{
    private readonly int _items = batch.ItemCount;
    private readonly TaskCompletionSource<Outcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _open;
    private int _lost;
    private int _largestLoss;
    private string _reason = "";
    private string _message = "";
    private Outcome? _failure;
    private int _sending;
    private volatile bool _isCancelled;
    private volatile bool _isCut;

    /// <summary>Borrowed until it is translated.</summary>
    public TelemetryBatch Batch { get; } = batch;

    /// <summary>Its series, once it is translated.</summary>
    public SeriesBlock? Block { get; set; }

    /// <summary>Nobody waits for it any more: what is not on its way need not be sent.</summary>
    public bool IsCancelled => _isCancelled;

    public Task<Outcome> Done => _done.Task;

    /// <summary>
    /// Who waits has gone, or must: told at once, unless a request with some of it is on the wire, whose answer is awaited.
    /// </summary>
    public void Cancel()
    {
        bool isIdle;
        lock (_lock)
        {
            _isCancelled = true;
            isIdle = _sending == 0;
        }

        if (isIdle)
        {
            _done.TrySetResult(Outcome.Cancelled());
        }
    }

    /// <summary>A request with some of it goes out. Paid with one <see cref="EndAttempt"/>.</summary>
    public void BeginAttempt()
    {
        lock (_lock)
        {
            _sending++;
        }
    }

    /// <summary>The request has its answer.</summary>
    public void EndAttempt()
    {
        bool isOver;
        lock (_lock)
        {
            _sending--;
            isOver = _isCancelled && _sending == 0;
        }

        if (isOver)
        {
            _done.TrySetResult(Outcome.Cancelled());
        }
    }

    /// <summary>Says how many parts are to be settled.</summary>
    public void Open(int parts)
    {
        lock (_lock)
        {
            _open = parts;
        }
    }

    /// <summary>Data points that nobody will ever take.</summary>
    public void Lose(int items, string reason, string message)
    {
        if (items <= 0)
        {
            return;
        }

        lock (_lock)
        {
            _lost += items;
            if (items > _largestLoss)
            {
                (_largestLoss, _reason, _message) = (items, reason, message);
            }
        }
    }

    /// <summary>Some of it was left unsent because it is cancelled.</summary>
    public void Cut() => _isCut = true;

    /// <summary>A part could not be sent although it might be one day.</summary>
    public void Fail(Outcome outcome)
    {
        lock (_lock)
        {
            _failure ??= outcome;
        }
    }

    /// <summary>One part is settled. With the last one it tells who waits, and returns true: the series are needed no more.</summary>
    public bool Settle()
    {
        lock (_lock)
        {
            if (--_open > 0)
            {
                return false;
            }
        }

        _done.TrySetResult(_isCut ? Outcome.Cancelled() : Result());
        return true;
    }

    private Outcome Result()
    {
        lock (_lock)
        {
            return _failure is { } failure ? failure
                : _lost == 0 ? Outcome.Accepted
                : _lost >= _items ? Outcome.Rejected(_reason, _message)
                : Outcome.PartlyAccepted(_lost, _reason, _message);
        }
    }
}
