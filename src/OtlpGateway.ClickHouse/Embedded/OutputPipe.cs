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

    /// <summary>True until the end of the output was seen and the pipe is closed.</summary>
    internal bool IsOpen => _pump.IsAlive;

    /// <summary>
    /// Call when the engine is done with the statement: the reader sees the end behind what was written. Not before: the
    /// number in <see cref="Path"/> could then mean another file by the time the engine opens it.
    /// </summary>
    internal void CompleteWriting() => _reader.DisposeLocalCopyOfClientHandle();

    /// <summary>Nobody wants the rest: what the statement still writes is read and thrown away, so that it can end.</summary>
    internal void Abandon()
    {
        _ = _chunks.Writer.TryComplete();
        while (_chunks.Reader.TryRead(out PooledBuffer? chunk))
        {
            chunk.Dispose();
        }
    }

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

    /// <summary>
    /// Call when the statement has ended or was never started. The reading end is closed by the thread that reads it:
    /// closing it here would wait for a read that may never return.
    /// </summary>
    public void Dispose()
    {
        Abandon();
        CompleteWriting();
    }

    private void Pump()
    {
        try
        {
            while (PumpChunk())
            {
            }

            _ = _chunks.Writer.TryComplete();
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            _ = _chunks.Writer.TryComplete(failure);
        }
        finally
        {
            _reader.Dispose();
        }
    }

    /// <summary>False at the end of the output.</summary>
    private bool PumpChunk()
    {
        PooledBuffer chunk = PooledBuffer.Rent(ChunkBytes);
        int read = 0;
        try
        {
            read = _reader.Read(chunk.Span);
            chunk.Shrink(Math.Max(read, 0));
        }
        finally
        {
            if (read <= 0)
            {
                chunk.Dispose();
            }
        }

        if (read > 0 && !Hand(chunk))
        {
            chunk.Dispose();
        }

        return read > 0;
    }

    /// <summary>False when nobody wants it.</summary>
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
