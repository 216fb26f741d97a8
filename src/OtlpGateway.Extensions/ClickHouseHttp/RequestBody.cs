// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.Compression;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>A request's body, decompressed as it is read: by its content encoding, then from ClickHouse's own blocks.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    private readonly Stream? _decoded;
    private readonly CompressedBlockStream? _blocks;

    private RequestBody(Stream? decoded, CompressedBlockStream? blocks, Stream content)
    {
        _decoded = decoded;
        _blocks = blocks;
        Content = content;
    }

    /// <summary>The content. Throws <see cref="InvalidDataException"/> where it is not what the request says.</summary>
    public Stream Content { get; }

    /// <exception cref="ClickHouseException">The content encoding is not supported.</exception>
    public static RequestBody Open(HttpRequest request, bool inOwnBlocks)
    {
        string coding = request.Headers.ContentEncoding.ToString();
        Stream? decoded = coding switch
        {
            "" or "identity" => null,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
            "zstd" when ZstdDecompressor.IsAvailable => new ZstdStream(request.Body),
            "lz4" => new Lz4FrameStream(request.Body),
            _ => throw new ClickHouseException(48, $"Code: 48. DB::Exception: This endpoint does not support the content encoding {coding}; use gzip, deflate, br, zstd or lz4. (NOT_IMPLEMENTED)"),
        };
        CompressedBlockStream? blocks = inOwnBlocks ? new CompressedBlockStream(decoded ?? request.Body) : null;
        return new RequestBody(decoded, blocks, blocks ?? decoded ?? request.Body);
    }

    public async ValueTask DisposeAsync()
    {
        if (_blocks is not null)
        {
            await _blocks.DisposeAsync();
        }

        if (_decoded is not null)
        {
            await _decoded.DisposeAsync();
        }
    }
}
