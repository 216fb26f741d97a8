// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// librdkafka's own bounded queue of one partition, taken apart from the consumer's: each partition is read at its own
/// pace, and a full queue stops its fetches alone. One reader at a time.
/// </summary>
internal sealed unsafe class PartitionQueue : IDisposable
{
    private static readonly OpaqueTable<PartitionQueue> Known = new();

    private readonly Lock _gate = new();
    private readonly QueueHandle _queue;
    private readonly nint _number;
    private TaskCompletionSource _readable = NewSignal();
    private MessageData* _held;
    private bool _closed;

    public PartitionQueue(ClientHandle client, string topic, int partition)
    {
        _queue = new QueueHandle(Librdkafka.QueueGetPartition(client, topic, partition));
        Librdkafka.QueueForward(_queue, 0);
        _number = Known.Add(this);
        Librdkafka.QueueCallback(_queue, &OnReadable, _number);
    }

    /// <summary>Completes when something came since this was called, or the queue was closed.</summary>
    public Task Arm()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Task.CompletedTask;
            }

            if (_readable.Task.IsCompleted)
            {
                _readable = NewSignal();
            }

            return _readable.Task;
        }
    }

    /// <summary>The next message, which stays the queue's until <see cref="Take"/>; null when none is there.</summary>
    public MessageData* Peek()
    {
        if (_held is null && !_closed)
        {
            _held = Librdkafka.Consume(_queue, 0);
        }

        return _held;
    }

    /// <summary>The message that was seen is the caller's now, to be destroyed.</summary>
    public MessageData* Take()
    {
        MessageData* message = _held;
        _held = null;
        return message;
    }

    /// <summary>Drops what was read before its position was changed.</summary>
    public void Forget()
    {
        if (_held is not null)
        {
            Librdkafka.MessageDestroy(Take());
        }
    }

    /// <summary>Not while somebody reads.</summary>
    public void Dispose()
    {
        Wake(close: true);
        Librdkafka.QueueCallback(_queue, null, 0);
        Known.TryRemove(_number, out _);
        Forget();
        _queue.Dispose();
    }

    /// <summary>Ends a wait.</summary>
    public void Wake(bool close = false)
    {
        TaskCompletionSource readable;
        lock (_gate)
        {
            _closed |= close;
            readable = _readable;
        }

        readable.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>On a thread of librdkafka, which holds the queue's lock: nothing of it may be called here.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnReadable(nint client, nint number)
    {
        if (Known.TryGet(number, out PartitionQueue? queue))
        {
            queue.Wake();
        }
    }
}
