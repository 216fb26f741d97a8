// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using OtlpGateway.Compression;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Clients.Http;

/// <summary>Compresses whole bodies into pooled buffers. Thread-safe.</summary>
/// <param name="level">The compression's own; 0 and -1 mean its default.</param>
public sealed class BodyCompressor(BodyCompression compression, int level = 0)
{
    private const int DefaultZstdLevel = 3;

    private readonly EncoderPool<ZstdCompressor> _zstd = new(() => new ZstdCompressor(level > 0 ? level : DefaultZstdLevel));
    private readonly EncoderPool<SnappyEncoder> _snappy = new(static () => new SnappyEncoder());
    private readonly EncoderPool<Lz4Encoder> _lz4 = new(static () => new Lz4Encoder());

    /// <summary>False where bodies are sent as they are.</summary>
    public bool IsNeeded => compression != BodyCompression.None;

    public BodyCompression Compression => compression;

    /// <summary>
    /// Compresses behind <paramref name="headroom"/> bytes of undefined content, which are the caller's to fill. The
    /// caller owns the buffer. Not for <see cref="BodyCompression.None"/>.
    /// </summary>
    public PooledBuffer Compress(ReadOnlySpan<byte> body, int headroom = 0)
    {
        switch (compression)
        {
            case BodyCompression.Gzip or BodyCompression.Zlib or BodyCompression.Deflate:
                return Deflate(body, headroom);
            case BodyCompression.Zstd:
                ZstdCompressor zstd = _zstd.Rent();
                PooledBuffer packed = Encode(zstd, ZstdCompressor.MaxLength(body.Length), body, headroom, static (zstd, from, to) => zstd.Compress(from, to));
                _zstd.Return(zstd);
                return packed;
            case BodyCompression.Snappy or BodyCompression.SnappyFramed:
                SnappyEncoder snappy = _snappy.Rent();
                PooledBuffer snapped = compression == BodyCompression.Snappy
                    ? Encode(snappy, SnappyEncoder.MaxLength(body.Length), body, headroom, static (snappy, from, to) => snappy.Encode(from, to))
                    : Encode(snappy, SnappyFrames.MaxLength(body.Length), body, headroom, SnappyFrames.Encode);
                _snappy.Return(snappy);
                return snapped;
            case BodyCompression.Lz4:
                Lz4Encoder lz4 = _lz4.Rent();
                PooledBuffer framed = Encode(lz4, Lz4Frames.MaxLength(body.Length), body, headroom, Lz4Frames.Encode);
                _lz4.Return(lz4);
                return framed;
            default:
                throw new InvalidOperationException("Bodies that are sent as they are need no compressor.");
        }
    }

    private delegate int Encoding<T>(T encoder, ReadOnlySpan<byte> from, Span<byte> to);

    private static PooledBuffer Encode<T>(T encoder, int maxLength, ReadOnlySpan<byte> body, int headroom, Encoding<T> encode)
    {
        PooledBuffer buffer = PooledBuffer.Rent(checked(headroom + maxLength));
        buffer.Shrink(headroom + encode(encoder, body, buffer.Span[headroom..]));
        return buffer;
    }

    private PooledBuffer Deflate(ReadOnlySpan<byte> body, int headroom)
    {
        using PooledStream output = new(headroom, body.Length / 4);
        ZLibCompressionOptions options = new() { CompressionLevel = level > 0 ? level : -1 };
        using (Stream stream = compression == BodyCompression.Gzip
            ? new GZipStream(output, options, leaveOpen: true)
            : new ZLibStream(output, options, leaveOpen: true))
        {
            stream.Write(body);
        }

        return output.Detach();
    }
}
