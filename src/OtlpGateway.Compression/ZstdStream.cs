// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Compression;

/// <summary>Reads Zstandard frames, one behind the other. The inner stream is borrowed.</summary>
public sealed class ZstdStream(Stream inner) : DecodingStream
{
    private const int ChunkBytes = 64 * 1024;

    private readonly ZstdDecompressor _decompressor = ZstdDecompressor.TryCreate()
        ?? throw new InsufficientMemoryException("libzstd has no memory for a decompression context.");

    private byte[] _packed = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private byte[] _plain = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private int _from;
    private int _to;
    private bool _insideFrame;

    protected override async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ZstdStep step = _from < _to || _insideFrame ? _decompressor.Decompress(_packed.AsSpan(_from, _to - _from), _plain) : new(true, 0, 0, true);
            if (!step.IsValid)
            {
                throw new InvalidDataException("the body is no Zstandard");
            }

            _from += step.Consumed;
            _insideFrame = !step.IsFrameEnd;
            if (step.Produced > 0)
            {
                return _plain.AsMemory(0, step.Produced);
            }

            if (_from == _to && !await FillAsync(cancellationToken))
            {
                return _insideFrame ? throw new InvalidDataException("the body ends within a Zstandard frame") : ReadOnlyMemory<byte>.Empty;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _packed.Length > 0)
        {
            _decompressor.Dispose();
            ArrayPool<byte>.Shared.Return(_packed);
            ArrayPool<byte>.Shared.Return(_plain);
            _packed = [];
            _plain = [];
        }

        base.Dispose(disposing);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _from = 0;
        _to = await inner.ReadAsync(_packed, cancellationToken);
        return _to > 0;
    }
}
