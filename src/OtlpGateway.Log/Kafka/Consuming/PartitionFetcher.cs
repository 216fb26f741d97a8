// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// Reads one partition from whatever offset is asked for. The next offset in a row is read without a question to the
/// broker; any other is sought after it is known to be there.
/// </summary>
/// <remarks>
/// librdkafka is told to go on at the begin where an offset is not there: what it then brings does not follow what was
/// read, which is found here and answered with <see cref="FetchStatus.OutOfRange"/>. Its own way to report it,
/// auto.offset.reset=error, would stop the partition until the next assignment. Partition ends are reported to it, so
/// that offsets without records (transaction markers, compaction) are not taken for records to come.
/// </remarks>
internal sealed class PartitionFetcher : IDisposable
{
    private readonly ConsumerClient _client;
    private readonly KafkaAdmin _admin;
    private readonly PartitionQueue _queue;
    private readonly TopicPartition _partition;
    private readonly Lock _reading = new();

    /// <summary>What a caller in a row asks for next; negative when anything must be sought.</summary>
    private long _next;

    /// <summary>Nothing is between this and <see cref="_next"/>: who asks for it means that.</summary>
    private long _from;

    /// <summary>Nothing is between <see cref="_next"/> and this: the partition's end was met there.</summary>
    private long _passed = -1;

    /// <summary>An end that was asked for before the fetches had brought it.</summary>
    private long _askedEnd = -1;

    /// <summary>The offset that was known to be in the partition when it was sought.</summary>
    private long _verified = -1;
    private volatile bool _closed;

    public PartitionFetcher(ConsumerClient client, KafkaAdmin admin, TopicPartition partition, long start)
    {
        _client = client;
        _admin = admin;
        _partition = partition;
        _next = start;
        _from = start;
        _queue = client.OpenQueue(partition);
    }

    public async ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if ((offset < _from || offset > _next) && await SeekAsync(offset, cancellationToken) is { } missing)
            {
                return missing;
            }

            while (true)
            {
                Task readable = _queue.Arm();
                FetchResult? result = Read(offset, maxBytes);
                if (_next < 0 && result is null)
                {
                    // What came does not follow; either the offset is gone, or it is there and is sought again.
                    result = await SeekAsync(offset, cancellationToken);
                }
                else if (result is null)
                {
                    await readable.WaitAsync(cancellationToken);
                }

                if (result is not null)
                {
                    return result;
                }
            }
        }
        catch (IOException error)
        {
            return new FetchResult(FetchStatus.Unavailable, [], offset, error.Message);
        }
    }

    /// <summary>Exact when asked for first; later what the latest fetch brought, or the place where the end was met.</summary>
    public async ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken)
    {
        if (_next >= 0 && _passed == _next)
        {
            return _next;
        }

        if (_client.TryGetKnownEnd(_partition, out long known))
        {
            if (known >= _askedEnd && _askedEnd >= 0)
            {
                // The fetches have caught up with what was asked for.
                _askedEnd = 0;
            }

            if (_askedEnd >= 0)
            {
                return Math.Max(known, Math.Max(_askedEnd, _next));
            }
        }

        _askedEnd = await _admin.EndOffsetAsync(_partition, cancellationToken);
        return _askedEnd;
    }

    /// <summary>No fetch ends well from here on; the one under way ends with an error.</summary>
    public void Close()
    {
        _closed = true;
        _queue.Wake(close: true);
    }

    /// <summary>When no fetch is under way.</summary>
    public void Dispose()
    {
        Close();
        lock (_reading)
        {
            _queue.Dispose();
        }
    }

    /// <summary>Null when the offset is there and comes next.</summary>
    private async ValueTask<FetchResult?> SeekAsync(long offset, CancellationToken cancellationToken)
    {
        _next = -1;
        _passed = -1;
        if (await ExplainAsync(offset, cancellationToken) is { } missing)
        {
            return missing;
        }

        _queue.Forget();
        await _client.SeekAsync(_partition, offset, cancellationToken);
        _next = offset;
        _from = offset;
        _verified = offset;
        return null;
    }

    /// <summary>Where the offset is not in the partition, says so; null when it is.</summary>
    private async ValueTask<FetchResult?> ExplainAsync(long offset, CancellationToken cancellationToken)
    {
        (long start, long end) = await _admin.WatermarksAsync(_partition, cancellationToken);
        if (offset >= start && offset <= end)
        {
            return null;
        }

        _next = -1;
        _askedEnd = -1;
        long nearest = offset < start ? start : end;
        return new FetchResult(
            FetchStatus.OutOfRange, [], nearest, $"{_partition.Topic}[{_partition.Partition.Value}] holds offsets {start} to {end}, not {offset}.");
    }

    /// <summary>What is there; null when that is nothing, or nothing that follows: then <see cref="_next"/> is negative.</summary>
    private FetchResult? Read(long offset, int maxBytes)
    {
        lock (_reading)
        {
            RequireOpen();
            return ReadQueue(offset, maxBytes);
        }
    }

    private unsafe FetchResult? ReadQueue(long offset, int maxBytes)
    {
        FetchedRecords? records = new();
        try
        {
            while (_next >= 0 && _queue.Peek() is var message && message is not null)
            {
                if (message->Error == ErrorCode.NoError)
                {
                    if (!Follows(message->Offset))
                    {
                        if (records.Count == 0)
                        {
                            Stray();
                        }

                        break;
                    }

                    int size = (int)(message->KeyLength + message->ValueLength);
                    if (records.Count > 0 && records.Bytes + size > maxBytes)
                    {
                        break;
                    }

                    _next = message->Offset + 1;
                    _from = _next;
                    records.Add(_queue.Take());
                }
                else if (records.Count > 0 && message->Error != ErrorCode.Local_PartitionEOF)
                {
                    // The error is answered to the next call.
                    break;
                }
                else if (ReadError(_queue.Take(), offset) is { } failed)
                {
                    return failed;
                }
            }

            if (records.Count > 0)
            {
                return Give(ref records);
            }

            return _next >= 0 && _passed > offset ? Skip() : null;
        }
        finally
        {
            records?.Dispose();
        }
    }

    /// <summary>Whether a record at an offset comes next, counting what was deleted by compaction or is no record.</summary>
    private bool Follows(long found) =>
        found == _next
        || (found > _next && (_next == _verified || found == _passed || (_client.TryGetKnownStart(_partition, out long start) && start <= _next)));

    /// <summary>librdkafka went elsewhere, because the offset was not there.</summary>
    private void Stray()
    {
        _queue.Forget();
        _next = -1;
        _passed = -1;
    }

    /// <summary>Offsets without records are behind: the caller goes on after them.</summary>
    private FetchResult Skip()
    {
        _next = _passed;
        return new FetchResult(FetchStatus.Records, [], _next);
    }

    private FetchResult Give(ref FetchedRecords? records)
    {
        LogRecord[] copied = records!.Copy();
        if (_passed < _next)
        {
            _passed = -1;
        }
        else
        {
            _next = _passed;
        }

        FetchResult result = new(FetchStatus.Records, copied, _next, owner: records);
        records = null;
        return result;
    }

    /// <summary>Null when the message says nothing to the caller.</summary>
    private unsafe FetchResult? ReadError(MessageData* message, long offset)
    {
        ErrorCode code = message->Error;
        long at = message->Offset;
        string text = code == ErrorCode.Local_PartitionEOF ? "" : Librdkafka.Text(Librdkafka.MessageErrorText(message));
        Librdkafka.MessageDestroy(message);
        switch (code)
        {
            case ErrorCode.Local_PartitionEOF:
                _passed = at >= _next ? at : _passed;
                return null;
            case ErrorCode.Local_BadMsg or ErrorCode.Local_BadCompression or ErrorCode.InvalidMsg or ErrorCode.Local_Underflow when at >= offset:
                _next = -1;
                return new FetchResult(
                    FetchStatus.Damaged, [], at + 1, $"{_partition.Topic}[{_partition.Partition.Value}] cannot be read at offset {at}: {text}");
            case ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange or ErrorCode.Local_LogTruncation:
                Stray();
                return null;
            default:
                return new FetchResult(FetchStatus.Unavailable, [], offset, $"Kafka: {_partition.Topic}[{_partition.Partition.Value}]: {text}");
        }
    }

    private void RequireOpen()
    {
        if (_closed)
        {
            throw new PartitionLostException($"{_partition.Topic}[{_partition.Partition.Value}] was revoked from this member.");
        }
    }
}
