// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>
/// One exporter's queue: a topic with one partition in the storage's log. Offsets of the topic's only consumer group say
/// what is delivered; what is not is read again by the next run.
/// </summary>
internal sealed class StoredQueue : IStoredQueue
{
    private const int FetchBytes = 4 << 20;

    private readonly string _topic;
    private readonly ILogProducer _producer;
    private readonly ILogConsumer _consumer;
    private readonly IPartitionConsumer _partition;
    private readonly FileStorageMetrics _metrics;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Action _closed;
    private readonly CompletionTracker _tracker;
    private readonly SemaphoreSlim _committing = new(1, 1);
    private FetchResult? _fetched;
    private int _next;
    private long _nextOffset;
    private long _committed;

    internal StoredQueue(StoredQueueParts parts, long start, StoredBacklog backlog)
    {
        (_topic, _producer, _consumer, _partition, _metrics, _logger, _time, _closed) = parts;
        _tracker = new CompletionTracker(start);
        _nextOffset = start;
        _committed = start;
        Backlog = backlog;
    }

    public StoredBacklog Backlog { get; }

    public async ValueTask<Outcome> AppendAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        LogHeader[] headers = [new(StoredBatchHeader.Name, StoredBatchHeader.Write(batch))];
        ProduceResult result = await _producer.ProduceAsync(new ProduceRecord(_topic, batch.Bytes, Headers: headers), cancellationToken);
        return result.Status switch
        {
            ProduceStatus.Stored => Outcome.Accepted,
            ProduceStatus.Full => Outcome.Retry(Reasons.QueueFull, result.Message, result.RetryAfter),
            ProduceStatus.TooLarge => Outcome.Rejected(Reasons.TooLarge, result.Message),
            ProduceStatus.Unavailable => cancellationToken.IsCancellationRequested
                ? Outcome.Cancelled(result.Message)
                : Outcome.Retry(Reasons.LogFailed, result.Message, result.RetryAfter),
            ProduceStatus.Failed => Outcome.Retry(Reasons.LogFailed, result.Message, result.RetryAfter),
            _ => throw new InvalidOperationException($"The log answered {result.Status}."),
        };
    }

    public async ValueTask<StoredBatch> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_fetched is not null && _next < _fetched.Records.Count)
            {
                if (TryTake(_fetched.Records[_next++], out StoredBatch stored))
                {
                    return stored;
                }
            }

            await FetchAsync(cancellationToken);
        }
    }

    public void Complete(StoredBatch stored) => Complete(stored.Place);

    public async ValueTask DisposeAsync()
    {
        _fetched?.Dispose();
        await CommitAsync();
        await _consumer.DisposeAsync();
        await _producer.DisposeAsync();
        _closed();
    }

    private bool TryTake(LogRecord record, out StoredBatch stored)
    {
        _tracker.Opened(record.Offset);
        if (!BacklogScan.TryReadInfo(record, out StoredBatchInfo info))
        {
            _metrics.Damaged(_topic);
            FileStorageLog.UnreadableRecord(_logger, _topic, record.Offset);
            Complete(record.Offset);
            stored = default;
            return false;
        }

        TelemetryBatch batch = TelemetryBatch.Restore(
            info.Signal, PooledBuffer.CopyOf(record.Value.Span), info.Items, info.Client, info.Hashes, info.Extents);
        stored = new StoredBatch(record.Offset, batch);
        return true;
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        _fetched?.Dispose();
        _fetched = null;
        _next = 0;
        FetchResult fetched = await _partition.FetchAsync(_nextOffset, FetchBytes, cancellationToken);
        switch (fetched.Status)
        {
            case FetchStatus.Records:
                _fetched = fetched;
                break;
            case FetchStatus.Damaged or FetchStatus.OutOfRange:
                _metrics.Damaged(_topic);
                FileStorageLog.SteppedOver(_logger, _topic, _nextOffset, fetched.NextOffset - 1, fetched.Message);
                StepOver(fetched.NextOffset);
                fetched.Dispose();
                break;
            default:
                fetched.Dispose();
                await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
                return;
        }

        _nextOffset = fetched.NextOffset;
    }

    private void StepOver(long nextOffset)
    {
        if (nextOffset > _nextOffset)
        {
            _tracker.Opened(nextOffset - 1);
            Complete(nextOffset - 1);
        }
    }

    private void Complete(long offset)
    {
        if (_tracker.Completed(offset))
        {
            _ = CommitAsync();
        }
    }

    /// <summary>One commit at a time; those that wait commit what has come together, and find that nothing is left to do.</summary>
    private async Task CommitAsync()
    {
        await _committing.WaitAsync();
        try
        {
            long finished = _tracker.Finished;
            if (finished > _committed)
            {
                await _partition.CommitAsync(finished, CancellationToken.None);
                _committed = finished;
            }
        }
        catch (Exception exception)
        {
            // What is delivered but not committed is delivered again by the next run; the next completion tries again.
            FileStorageLog.CommitFailed(_logger, _topic, exception);
        }
        finally
        {
            _committing.Release();
        }
    }
}
