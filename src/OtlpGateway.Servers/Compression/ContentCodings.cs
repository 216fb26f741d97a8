// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Compression;

/// <summary>The names that <c>Content-Encoding</c> and <c>grpc-encoding</c> use.</summary>
public static class ContentCodings
{
    /// <summary>Reads one name, in any case. Empty means identity; a list of several is not supported.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out ContentCoding coding)
    {
        name = name.Trim();
        (bool known, coding) = name switch
        {
            _ when name.IsEmpty || Is(name, "identity") || Is(name, "none") => (true, ContentCoding.Identity),
            _ when Is(name, "gzip") || Is(name, "x-gzip") => (true, ContentCoding.Gzip),
            _ when Is(name, "zstd") => (ZstdDecoder.IsAvailable, ContentCoding.Zstd),
            _ when Is(name, "deflate") || Is(name, "zlib") => (true, ContentCoding.Deflate),
            _ when Is(name, "snappy") || Is(name, "x-snappy-framed") => (true, ContentCoding.Snappy),
            _ when Is(name, "lz4") => (true, ContentCoding.Lz4),
            _ => (false, ContentCoding.Identity),
        };
        return known;
    }

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
