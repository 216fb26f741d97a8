// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Servers.Compression;

/// <summary>
/// Zstandard through the system's libzstd. Frames in a row are all read; a frame's window is bounded, since the library
/// allocates it outside of our memory budget.
/// </summary>
internal static class ZstdDecoder
{
    // RFC 8878 asks decoders for 8 MiB at least; the highest customary level (19) needs no more.
    private const int MaxWindowLog = 23;

    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(ZstdNative.Library, out _);

    public static BodyStatus Decode(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        using ZstdContext context = ZstdNative.CreateContext();
        if (context.IsInvalid)
        {
            return BodyStatus.NoMemory;
        }

        _ = ZstdNative.SetParameter(context, ZstdNative.WindowLogMax, MaxWindowLog);
        nuint consumed = 0;
        nuint hint = 1;
        BodyStatus status = output.EnsureRoom(FirstGuess(input, output));
        while (status == BodyStatus.Complete && (consumed < (nuint)input.Length || hint != 0))
        {
            nuint produced = 0;
            nuint before = consumed;
            hint = ZstdNative.DecompressStream(
                context,
                ref MemoryMarshal.GetReference(output.Free),
                (nuint)output.Free.Length,
                ref produced,
                in MemoryMarshal.GetReference(input),
                (nuint)input.Length,
                ref consumed);
            if (ZstdNative.IsError(hint) != 0)
            {
                return BodyStatus.Malformed;
            }

            output.Advance((int)produced);
            bool full = output.Free.IsEmpty;
            if (!full && consumed == before && produced == 0)
            {
                // Room was there and nothing moved: the frame needs bytes that did not come.
                return BodyStatus.Malformed;
            }

            status = full ? output.EnsureRoom(1) : BodyStatus.Complete;
        }

        return status;
    }

    /// <summary>The size that the first frame announces, as far as it can be believed.</summary>
    private static int FirstGuess(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        const int Likely = 64 * 1024;
        ulong announced = ZstdNative.FrameContentSize(in MemoryMarshal.GetReference(input), (nuint)input.Length);
        ulong believable = Math.Min(announced, (ulong)input.Length * 16);
        int guess = announced > long.MaxValue ? Likely : (int)Math.Min(believable, (ulong)output.LimitBytes);
        return Math.Clamp(guess, 1, output.LimitBytes + 1);
    }
}
