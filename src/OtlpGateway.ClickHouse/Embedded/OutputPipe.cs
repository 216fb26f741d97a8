// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.IO.Pipes;
using System.Threading.Channels;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Carries a result out of the engine: the statement writes <c>INTO OUTFILE</c> of a pipe, whose other end is read here.
/// So any format comes as one document and in constant memory; the engine's own streaming calls repeat a format's
/// header and frame in every chunk, and its buffered ones hold the whole result.
/// </summary>
internal sealed class OutputPipe : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In, HandleInheritability.None);
    private readonly Channel<PooledBuffer> _chunks = Channel.CreateBounded<PooledBuffer>(4);
    private readonly Thread _pump;

    internal OutputPipe()
    {
        // Reading a pipe blocks its thread until the engine writes, so it must not be one of the thread pool.
        _pump = new Thread(Pump) { IsBackground = true, Name = "clickhouse-output" };
        _pump.Start();
    }

    /// <summary>The file name that the engine opens.</summary>
    internal string Path => string.Create(
        CultureInfo.InvariantCulture, $"/proc/self/fd/{_reader.ClientSafePipeHandle.DangerousGetHandle()}");

    /// <summary>Call when the engine is done with the statement: the reader sees the end behind what was written.</summary>
    internal void CompleteWriting() => _reader.DisposeLocalCopyOfClientHandle();

    /// <summary>Copies everything to <paramref name="output"/>, until the end. Returns the bytes copied.</summary>
    internal async Task<long> CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        long written = 0;
        await foreach (PooledBuffer chunk in _chunks.Reader.ReadAllAsync(cancellationToken))
        {
            using (chunk)
            {
                await output.WriteAsync(chunk.Memory, cancellationToken);
                written += chunk.Length;
            }
        }

        return written;
    }

    /// <summary>Stops reading: the engine's next write fails, which ends its statement.</summary>
    public void Dispose()
    {
        _ = _chunks.Writer.TryComplete();
        while (_chunks.Reader.TryRead(out PooledBuffer? chunk))
        {
            chunk.Dispose();
        }

        _reader.Dispose();
    }

    private void Pump()
    {
        try
        {
            while (true)
            {
                PooledBuffer chunk = PooledBuffer.Rent(ChunkBytes);
                int read = _reader.Read(chunk.Span);
                chunk.Shrink(Math.Max(read, 0));
                if (read <= 0 || !Hand(chunk))
                {
                    chunk.Dispose();
                    break;
                }
            }

            _ = _chunks.Writer.TryComplete();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            _ = _chunks.Writer.TryComplete(failure);
        }
    }

    private bool Hand(PooledBuffer chunk)
    {
        while (!_chunks.Writer.TryWrite(chunk))
        {
            if (!_chunks.Writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return false;
            }
        }

        return true;
    }
}
