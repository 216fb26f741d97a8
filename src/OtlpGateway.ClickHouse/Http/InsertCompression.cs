// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Http;

/// <summary>How the body of an insert is compressed.</summary>
public enum InsertCompression : byte
{
    None,

    /// <summary>ClickHouse's own compressed blocks with LZ4, which every release of it reads.</summary>
    Lz4,

    /// <summary>ClickHouse's own compressed blocks with Zstandard.</summary>
    Zstd,

    /// <summary>HTTP's gzip, which proxies understand as well.</summary>
    Gzip,

    /// <summary>HTTP's deflate, that is zlib's format.</summary>
    Deflate,

    /// <summary>HTTP's br.</summary>
    Brotli,
}
