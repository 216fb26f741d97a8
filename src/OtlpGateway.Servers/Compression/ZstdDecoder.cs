// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Compression;
using OtlpGateway.Servers.Bodies;

namespace OtlpGateway.Servers.Compression;

/// <summary>Zstandard. Frames in a row are all read.</summary>
internal static class ZstdDecoder
{
    public static bool IsAvailable => ZstdDecompressor.IsAvailable;

    public static BodyStatus Decode(ReadOnlySpan<byte> input, GrowingBuffer output)
    {
        using ZstdDecompressor? decompressor = ZstdDecompressor.TryCreate();
        if (decompressor is null)
        {
            return BodyStatus.NoMemory;
        }

        ReadOnlySpan<byte> rest = input;
        bool frameEnded = false;
        BodyStatus status = output.EnsureRoom(FirstGuess(input, output));
        while (status == BodyStatus.Complete && (!rest.IsEmpty || !frameEnded))
        {
            ZstdStep step = decompressor.Decompress(rest, output.Free);
            if (!step.IsValid)
            {
                return BodyStatus.Malformed;
            }

            frameEnded = step.IsFrameEnd;
            rest = rest[step.Consumed..];
            output.Advance(step.Produced);
            bool full = output.Free.IsEmpty;
            if (!full && step is { Consumed: 0, Produced: 0 })
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
        int guess = ZstdDecompressor.AnnouncedSize(input) is { } announced
            ? (int)Math.Min(Math.Min(announced, (ulong)input.Length * 16), (ulong)output.LimitBytes)
            : Likely;
        return Math.Clamp(guess, 1, output.LimitBytes + 1);
    }
}
