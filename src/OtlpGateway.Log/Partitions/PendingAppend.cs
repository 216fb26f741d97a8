// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Format;

namespace OtlpGateway.Log.Partitions;

/// <summary>
/// One record on its way to the disk and the promise to its producer. The producer's memory is borrowed while the state
/// is <see cref="State.Writing"/>, so a cancellation in that time takes effect when the write is over.
/// </summary>
internal sealed class PendingAppend
{
    /// <summary>Values up to this size are copied behind the head: cheaper than one more piece for the kernel.</summary>
    private const int InlineValueBytes = 4096;

    private readonly TaskCompletionSource<ProduceResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _head;
    private readonly ReadOnlyMemory<byte> _value;
    private readonly RecordHeader _template;
    private State _state = State.Queued;
    private bool _cancelRequested;

    public PendingAppend(in ProduceRecord record)
    {
        int headersLength = HeaderBlock.Measure(record.Headers);
        int keyLength = record.Key.Length;
        bool inline = record.Value.Length <= InlineValueBytes;
        _head = new byte[RecordHeader.Size + headersLength + keyLength + (inline ? record.Value.Length : 0)];
        Span<byte> body = _head.AsSpan(RecordHeader.Size);
        HeaderBlock.Write(body[..headersLength], record.Headers);
        record.Key.Span.CopyTo(body[headersLength..]);
        if (inline)
        {
            record.Value.Span.CopyTo(body[(headersLength + keyLength)..]);
        }

        _value = inline ? default : record.Value;
        uint crc = Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, body), _value.Span));
        _template = new RecordHeader(0, 0, headersLength, keyLength, record.Value.Length, crc);
    }

    private enum State : byte
    {
        Queued,
        Writing,
        Written,
        Done,
    }

    public Task<ProduceResult> Completion => _completion.Task;

    public int TotalLength => _template.TotalLength;

    /// <summary>Where the record goes, once it was given a place.</summary>
    public long Offset { get; private set; }

    /// <summary>False when the producer gave up already: skip it.</summary>
    public bool TryBeginWrite()
    {
        lock (_completion)
        {
            if (_state != State.Queued)
            {
                return false;
            }

            _state = State.Writing;
            return true;
        }
    }

    /// <summary>Gives the record its place and adds its bytes to what is written next.</summary>
    public void AddTo(List<ReadOnlyMemory<byte>> buffers, long offset, long timestampMs, ulong salt)
    {
        Offset = offset;
        (_template with { Offset = offset, TimestampMs = timestampMs }).Write(_head, salt);
        buffers.Add(_head);
        if (!_value.IsEmpty)
        {
            buffers.Add(_value);
        }
    }

    /// <summary>The producer's memory is no longer needed.</summary>
    public void EndWrite()
    {
        lock (_completion)
        {
            _state = State.Written;
            if (_cancelRequested)
            {
                FinishCancelled();
            }
        }
    }

    public void Complete(in ProduceResult result)
    {
        lock (_completion)
        {
            if (_state != State.Done)
            {
                _state = State.Done;
                _completion.TrySetResult(result);
            }
        }
    }

    public void Cancel()
    {
        lock (_completion)
        {
            _cancelRequested = true;
            if (_state is State.Queued or State.Written)
            {
                FinishCancelled();
            }
        }
    }

    private void FinishCancelled()
    {
        _state = State.Done;
        _completion.TrySetCanceled();
    }
}
