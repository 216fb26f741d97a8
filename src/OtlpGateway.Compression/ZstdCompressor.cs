// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Compression;

/// <summary>Compresses blocks into Zstandard frames through the system's libzstd. Not thread-safe.</summary>
public sealed class ZstdCompressor : IDisposable
{
    private readonly ZstdCompressionContext _context = ZstdNative.CreateCompressionContext();
    private readonly int _level;

    /// <param name="level">1 to 22; 1 is fast, 3 customary.</param>
    public ZstdCompressor(int level)
    {
        _level = level;
        if (_context.IsInvalid)
        {
            throw new InsufficientMemoryException("libzstd has no memory for a compression context.");
        }
    }

    /// <summary>The most bytes that a frame of so many takes.</summary>
    public static int MaxLength(int length) => checked((int)ZstdNative.CompressBound((nuint)length));

    /// <summary>Writes one frame and returns its length. The destination has room for <see cref="MaxLength"/>.</summary>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nuint written = ZstdNative.Compress(
            _context,
            ref MemoryMarshal.GetReference(destination),
            (nuint)destination.Length,
            in MemoryMarshal.GetReference(source),
            (nuint)source.Length,
            _level);
        return ZstdNative.IsError(written) == 0
            ? (int)written
            : throw new InvalidOperationException($"libzstd did not compress {source.Length} bytes into room for {destination.Length}.");
    }

    public void Dispose() => _context.Dispose();
}
