// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Compression;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Bytes that were read ahead, and then the rest of the stream they came from, which is borrowed.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : DecodingStream
{
    private const int ChunkBytes = 64 * 1024;

    private ReadOnlyMemory<byte> _prefix = prefix;
    private byte[]? _chunk;

    protected override async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(CancellationToken cancellationToken)
    {
        if (!_prefix.IsEmpty)
        {
            ReadOnlyMemory<byte> first = _prefix;
            _prefix = default;
            return first;
        }

        _chunk ??= new byte[ChunkBytes];
        return _chunk.AsMemory(0, await rest.ReadAsync(_chunk, cancellationToken));
    }
}
