// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Compression;

/// <summary>
/// A stream that is read, asynchronously only, and gives what a decoder makes piece by piece. Damaged input is an
/// <see cref="InvalidDataException"/>, as with the decoders of <see cref="System.IO.Compression"/>.
/// </summary>
public abstract class DecodingStream : Stream
{
    private ReadOnlyMemory<byte> _decoded;

    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_decoded.IsEmpty)
        {
            _decoded = await DecodeAsync(cancellationToken);
        }

        int taken = Math.Min(buffer.Length, _decoded.Length);
        _decoded[..taken].CopyTo(buffer);
        _decoded = _decoded[taken..];
        return taken;
    }

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reading is supported.");

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>The next bytes, valid until the next call; empty at the end.</summary>
    protected abstract ValueTask<ReadOnlyMemory<byte>> DecodeAsync(CancellationToken cancellationToken);
}
