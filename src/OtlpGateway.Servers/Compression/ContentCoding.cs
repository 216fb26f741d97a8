// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Compression;

/// <summary>How a body is compressed.</summary>
public enum ContentCoding : byte
{
    Identity,
    Gzip,

    /// <summary>zlib's format, which HTTP calls deflate.</summary>
    Deflate,
    Zstd,

    /// <summary>Snappy's block format, or its framed one, told apart by the framed one's first bytes.</summary>
    Snappy,

    /// <summary>LZ4's frame format.</summary>
    Lz4,
}
