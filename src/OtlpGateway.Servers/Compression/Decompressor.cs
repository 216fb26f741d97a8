// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Servers.Bodies;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Servers.Compression;

/// <summary>
/// Decompresses whole bodies into pooled buffers. Output is bounded by a limit and paid from the memory budget as it
/// grows, so that a bomb costs no more than the limit. Thread-safe.
/// </summary>
public static class Decompressor
{
    /// <summary>The names of what is understood, as <c>Accept-Encoding</c> and <c>grpc-accept-encoding</c> list them.</summary>
    public static string Accepted { get; } =
        ZstdDecoder.IsAvailable ? "gzip, zstd, deflate, snappy, lz4" : "gzip, deflate, snappy, lz4";

    /// <summary>
    /// Decompresses <paramref name="body"/>, which stays the caller's. Not for <see cref="ContentCoding.Identity"/>.
    /// </summary>
    public static BodyStatus Decompress(
        ContentCoding coding,
        PooledBuffer body,
        int limitBytes,
        MemoryReservation reservation,
        out PooledBuffer? decompressed)
    {
        decompressed = null;
        using GrowingBuffer output = new(limitBytes, reservation);
        BodyStatus status = coding switch
        {
            ContentCoding.Gzip or ContentCoding.Deflate => ZlibDecoder.Decode(coding, body, output),
            ContentCoding.Zstd => ZstdDecoder.Decode(body.Memory.Span, output),
            ContentCoding.Snappy => SnappyDecoder.Decode(body.Memory.Span, output),
            ContentCoding.Lz4 => Lz4Decoder.Decode(body.Memory.Span, output),
            _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, "is not a compression"),
        };
        if (status == BodyStatus.Complete && output.Length > limitBytes)
        {
            status = BodyStatus.TooLarge;
        }

        if (status == BodyStatus.Complete)
        {
            decompressed = output.Detach();
        }

        return status;
    }
}
