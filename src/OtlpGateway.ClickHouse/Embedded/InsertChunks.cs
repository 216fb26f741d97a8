// SPDX-License-Identifier: Apache-2.0

using System.Threading.Channels;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Carries the data of an insert into the engine: read here without blocking a thread, taken by the session's thread, which
/// waits for it. A few chunks are under way at most.
/// </summary>
internal sealed class InsertChunks : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    private readonly Channel<PooledBuffer> _chunks = Channel.CreateBounded<PooledBuffer>(4);
    private PooledBuffer? _taken;

    /// <summary>Reads to the end. Whatever it throws, the session's thread throws <see cref="OperationCanceledException"/>.</summary>
    internal async Task FillAsync(Stream data, CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadAsync(data, cancellationToken) is { } chunk)
            {
                if (!await HandAsync(chunk, cancellationToken))
                {
                    return;
                }
            }

            _ = _chunks.Writer.TryComplete();
        }
        catch
        {
            _ = _chunks.Writer.TryComplete(new OperationCanceledException("the data of the insert broke off"));
            throw;
        }
    }

    /// <summary>The next bytes, valid until the next call; null at the end. Blocks.</summary>
    internal ReadOnlyMemory<byte>? Take()
    {
        _taken?.Dispose();
        _taken = null;
        while (!_chunks.Reader.TryRead(out _taken))
        {
            if (!_chunks.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                return null;
            }
        }

        return _taken.Memory;
    }

    /// <summary>The session's thread wants no more.</summary>
    internal void Stop()
    {
        _ = _chunks.Writer.TryComplete();
        _taken?.Dispose();
        _taken = null;
        while (_chunks.Reader.TryRead(out PooledBuffer? chunk))
        {
            chunk.Dispose();
        }
    }

    public void Dispose() => Stop();

    /// <summary>A full chunk, or what is left; null at the end.</summary>
    private static async Task<PooledBuffer?> ReadAsync(Stream data, CancellationToken cancellationToken)
    {
        PooledBuffer chunk = PooledBuffer.Rent(ChunkBytes);
        int length = 0;
        try
        {
            length = await data.ReadAtLeastAsync(chunk.Array.AsMemory(0, ChunkBytes), ChunkBytes, throwOnEndOfStream: false, cancellationToken);
            chunk.Shrink(length);
            return length > 0 ? chunk : null;
        }
        finally
        {
            if (length == 0)
            {
                chunk.Dispose();
            }
        }
    }

    /// <summary>False when nobody wants it.</summary>
    private async Task<bool> HandAsync(PooledBuffer chunk, CancellationToken cancellationToken)
    {
        try
        {
            await _chunks.Writer.WriteAsync(chunk, cancellationToken);
            return true;
        }
        catch (ChannelClosedException)
        {
            chunk.Dispose();
            return false;
        }
        catch (OperationCanceledException)
        {
            chunk.Dispose();
            throw;
        }
    }
}
