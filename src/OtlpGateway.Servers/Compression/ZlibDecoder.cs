// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Servers.Compression;

/// <summary>gzip, with all its members, and zlib.</summary>
internal static class ZlibDecoder
{
    private const int SmallestRead = 16 * 1024;

    public static BodyStatus Decode(ContentCoding coding, PooledBuffer body, GrowingBuffer output)
    {
        using MemoryStream input = new(body.Array, 0, body.Length, writable: false);
        using Stream stream = coding == ContentCoding.Gzip
            ? new GZipStream(input, CompressionMode.Decompress)
            : new ZLibStream(input, CompressionMode.Decompress);
        try
        {
            // Telemetry shrinks about tenfold; a better guess than starting small, and never beyond the limit.
            BodyStatus status = output.EnsureRoom(SmallestRead);
            if (status == BodyStatus.TooLarge)
            {
                status = output.EnsureRoom(1);
            }

            while (status == BodyStatus.Complete)
            {
                int read = stream.Read(output.Free);
                if (read == 0)
                {
                    // An empty body is not a compressed nothing.
                    return body.Length == 0 ? BodyStatus.Malformed : BodyStatus.Complete;
                }

                output.Advance(read);
                status = output.EnsureRoom(1);
            }

            return status;
        }
        catch (InvalidDataException)
        {
            return BodyStatus.Malformed;
        }
    }
}
