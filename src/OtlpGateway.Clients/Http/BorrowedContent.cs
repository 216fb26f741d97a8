// SPDX-License-Identifier: Apache-2.0

using System.Net;

namespace OtlpGateway.Clients.Http;

/// <summary>
/// A request's body whose bytes are lent for the request only. An answer, or an error, may come while the body is still
/// being written: whoever lent the bytes awaits <see cref="CloseAsync"/> before it takes them back.
/// </summary>
public sealed class BorrowedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _head;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Lock _lock = new();
    private TaskCompletionSource? _writing;
    private bool _closed;

    /// <param name="head">Sent before the body, for example a frame's header.</param>
    public BorrowedContent(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, string contentType)
    {
        _head = head;
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>Completes when nobody reads the bytes any more, and nobody will. The request must have ended, one way or other.</summary>
    public Task CloseAsync()
    {
        lock (_lock)
        {
            _closed = true;
            return _writing?.Task ?? Task.CompletedTask;
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        TaskCompletionSource writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_closed || _writing is { Task.IsCompleted: false })
            {
                throw new IOException("The request is over.");
            }

            _writing = writing;
        }

        try
        {
            if (!_head.IsEmpty)
            {
                await stream.WriteAsync(_head, cancellationToken);
            }

            await stream.WriteAsync(_body, cancellationToken);
        }
        finally
        {
            writing.SetResult();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = (long)_head.Length + _body.Length;
        return true;
    }
}
