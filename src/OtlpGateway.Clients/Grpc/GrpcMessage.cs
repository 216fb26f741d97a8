// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Clients.Grpc;

/// <summary>A framed message: its header apart from bytes that are lent, or both in a buffer of its own where it is compressed.</summary>
public sealed class GrpcMessage : IDisposable
{
    private readonly ReadOnlyMemory<byte> _head;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly PooledBuffer? _owned;

    internal GrpcMessage(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, PooledBuffer? owned)
    {
        _head = head;
        _body = body;
        _owned = owned;
    }

    /// <summary>The content of one attempt, to be closed before this is disposed.</summary>
    public BorrowedContent CreateContent() => new(_head, _body, "application/grpc");

    public void Dispose() => _owned?.Dispose();
}
