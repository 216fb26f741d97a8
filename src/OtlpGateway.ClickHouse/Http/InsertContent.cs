// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using System.Net;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>A Native block as the body of a request: its parts are written as they are, or compressed on their way. It can be sent again.</summary>
internal sealed class InsertContent : HttpContent
{
    private readonly INativeBlock _block;
    private readonly InsertCompression _compression;
    private readonly InsertBodies _owner;

    internal InsertContent(INativeBlock block, InsertCompression compression, InsertBodies owner)
    {
        _block = block;
        _compression = compression;
        _owner = owner;
        Headers.ContentType = new("application/octet-stream");
        string? coding = compression switch
        {
            InsertCompression.Gzip => "gzip",
            InsertCompression.Deflate => "deflate",
            InsertCompression.Brotli => "br",
            _ => null,
        };
        if (coding is not null)
        {
            Headers.ContentEncoding.Add(coding);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => _compression switch
    {
        InsertCompression.None => WritePartsAsync(stream, cancellationToken),
        InsertCompression.Lz4 or InsertCompression.Zstd => WriteBlocksAsync(stream, cancellationToken),
        _ => WriteCodedAsync(stream, cancellationToken),
    };

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        if (_compression != InsertCompression.None)
        {
            return false;
        }

        foreach (ReadOnlyMemory<byte> part in _block.Parts)
        {
            length += part.Length;
        }

        return true;
    }

    private async Task WritePartsAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> part in _block.Parts)
        {
            await stream.WriteAsync(part, cancellationToken);
        }
    }

    private async Task WriteBlocksAsync(Stream stream, CancellationToken cancellationToken)
    {
        BlockCompressor compressor = _owner.Rent();
        try
        {
            await compressor.WriteAsync(_block.Parts, stream, cancellationToken);
        }
        finally
        {
            _owner.Return(compressor);
        }
    }

    private async Task WriteCodedAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using Stream coder = _compression switch
        {
            InsertCompression.Gzip => new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true),
            InsertCompression.Deflate => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
            InsertCompression.Brotli => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true),
            _ => throw new InvalidOperationException($"{_compression} is no content coding."),
        };
        await WritePartsAsync(coder, cancellationToken);
    }
}
