// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace OtlpGateway.Compression;

/// <summary>What we call of libzstd 1.4 or later. Spans are passed as references, which the runtime pins for the call.</summary>
internal static class ZstdNative
{
    public const string Library = "libzstd.so.1";

    /// <summary>ZSTD_d_windowLogMax.</summary>
    public const int WindowLogMax = 100;

    [DllImport(Library, EntryPoint = "ZSTD_createDCtx", ExactSpelling = true)]
    public static extern ZstdDecompressionContext CreateDecompressionContext();

    [DllImport(Library, EntryPoint = "ZSTD_freeDCtx", ExactSpelling = true)]
    public static extern nuint FreeDecompressionContext(nint context);

    [DllImport(Library, EntryPoint = "ZSTD_createCCtx", ExactSpelling = true)]
    public static extern ZstdCompressionContext CreateCompressionContext();

    [DllImport(Library, EntryPoint = "ZSTD_freeCCtx", ExactSpelling = true)]
    public static extern nuint FreeCompressionContext(nint context);

    [DllImport(Library, EntryPoint = "ZSTD_DCtx_setParameter", ExactSpelling = true)]
    public static extern nuint SetParameter(ZstdDecompressionContext context, int parameter, int value);

    [DllImport(Library, EntryPoint = "ZSTD_isError", ExactSpelling = true)]
    public static extern uint IsError(nuint result);

    [DllImport(Library, EntryPoint = "ZSTD_getFrameContentSize", ExactSpelling = true)]
    public static extern ulong FrameContentSize(in byte source, nuint sourceSize);

    [DllImport(Library, EntryPoint = "ZSTD_compressBound", ExactSpelling = true)]
    public static extern nuint CompressBound(nuint sourceSize);

    [DllImport(Library, EntryPoint = "ZSTD_compressCCtx", ExactSpelling = true)]
    public static extern nuint Compress(
        ZstdCompressionContext context, ref byte destination, nuint destinationSize, in byte source, nuint sourceSize, int level);

    [DllImport(Library, EntryPoint = "ZSTD_decompressStream_simpleArgs", ExactSpelling = true)]
    public static extern nuint DecompressStream(
        ZstdDecompressionContext context,
        ref byte destination,
        nuint destinationSize,
        ref nuint destinationPosition,
        in byte source,
        nuint sourceSize,
        ref nuint sourcePosition);
}

internal sealed class ZstdDecompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _ = ZstdNative.FreeDecompressionContext(handle);
        return true;
    }
}

internal sealed class ZstdCompressionContext() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _ = ZstdNative.FreeCompressionContext(handle);
        return true;
    }
}
