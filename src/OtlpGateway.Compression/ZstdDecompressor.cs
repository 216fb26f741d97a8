// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Compression;

/// <summary>
/// Decompresses Zstandard frames through the system's libzstd, piece by piece. A frame's window is bounded, since the
/// library allocates it outside of any budget of ours. Not thread-safe.
/// </summary>
public sealed class ZstdDecompressor : IDisposable
{
    // RFC 8878 asks decoders for 8 MiB at least; the highest customary level (19) needs no more.
    private const int MaxWindowLog = 23;

    private readonly ZstdDecompressionContext _context;

    private ZstdDecompressor(ZstdDecompressionContext context)
    {
        _context = context;
        _ = ZstdNative.SetParameter(context, ZstdNative.WindowLogMax, MaxWindowLog);
    }

    /// <summary>Whether the system has the library.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(ZstdNative.Library, out _);

    /// <summary>Null when the library has no memory for it.</summary>
    public static ZstdDecompressor? TryCreate()
    {
        ZstdDecompressionContext context = ZstdNative.CreateDecompressionContext();
        return context.IsInvalid ? null : new ZstdDecompressor(context);
    }

    /// <summary>The size that the first frame announces, which may be a lie; null when it announces none.</summary>
    public static ulong? AnnouncedSize(ReadOnlySpan<byte> source)
    {
        // The two highest numbers say that the size is unknown, and that this is no frame.
        ulong announced = ZstdNative.FrameContentSize(in MemoryMarshal.GetReference(source), (nuint)source.Length);
        return announced > long.MaxValue ? null : announced;
    }

    /// <summary>Goes on as far as the source reaches and the destination has room.</summary>
    public ZstdStep Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        nuint consumed = 0;
        nuint produced = 0;
        nuint hint = ZstdNative.DecompressStream(
            _context,
            ref MemoryMarshal.GetReference(destination),
            (nuint)destination.Length,
            ref produced,
            in MemoryMarshal.GetReference(source),
            (nuint)source.Length,
            ref consumed);
        return new ZstdStep(ZstdNative.IsError(hint) == 0, (int)consumed, (int)produced, hint == 0);
    }

    public void Dispose() => _context.Dispose();
}

/// <param name="IsValid">False when the source is damaged, no Zstandard, or wants a window beyond the bound.</param>
/// <param name="Consumed">Bytes taken from the source.</param>
/// <param name="Produced">Bytes written to the destination.</param>
/// <param name="IsFrameEnd">True when a frame has ended and all of it was written.</param>
public readonly record struct ZstdStep(bool IsValid, int Consumed, int Produced, bool IsFrameEnd);
