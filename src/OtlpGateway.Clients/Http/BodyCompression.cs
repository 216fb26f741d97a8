// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Http;

/// <summary>How a client compresses what it sends.</summary>
public enum BodyCompression
{
    None,
    Gzip,
    Zstd,

    /// <summary>Snappy's block format over HTTP, its framed format over gRPC: what the Collector sends and takes.</summary>
    Snappy,

    [ConfigKey("x-snappy-framed")]
    SnappyFramed,

    /// <summary>zlib's format, which HTTP calls deflate.</summary>
    Zlib,

    /// <summary>The same under its other name.</summary>
    Deflate,

    /// <summary>LZ4's frame format.</summary>
    Lz4,
}

/// <summary>What is known of each compression.</summary>
public static class BodyCompressions
{
    private const int HighestZstdLevel = 22;

    /// <summary>The value of <c>Content-Encoding</c> or <c>grpc-encoding</c>; also the configuration's name but for none.</summary>
    public static string Name(this BodyCompression compression) => compression switch
    {
        BodyCompression.None => "identity",
        BodyCompression.Gzip => "gzip",
        BodyCompression.Zstd => "zstd",
        BodyCompression.Snappy => "snappy",
        BodyCompression.SnappyFramed => "x-snappy-framed",
        BodyCompression.Zlib => "zlib",
        BodyCompression.Deflate => "deflate",
        BodyCompression.Lz4 => "lz4",
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "is not a compression"),
    };

    /// <summary>Whether a level makes sense for it; -1 is the default's name of some.</summary>
    internal static bool TakesLevel(this BodyCompression compression, int level) => compression switch
    {
        BodyCompression.Gzip or BodyCompression.Zlib or BodyCompression.Deflate => level is >= -1 and <= 9,
        BodyCompression.Zstd => level is >= 1 and <= HighestZstdLevel,
        _ => false,
    };
}
