// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>Makes the bodies of inserts, and keeps compressors for the next ones. Thread-safe.</summary>
internal sealed class InsertBodies(InsertCompression compression) : IDisposable
{
    // Compressors that are kept; as many inserts at once are customary.
    private const int MaxKept = 8;

    private readonly ConcurrentBag<BlockCompressor> _idle = [];

    /// <summary>True when bodies are ClickHouse's own compressed blocks.</summary>
    internal bool InOwnBlocks => compression is InsertCompression.Lz4 or InsertCompression.Zstd;

    internal InsertContent Create(INativeBlock block) => new(block, compression, this);

    internal BlockCompressor Rent() => _idle.TryTake(out BlockCompressor? kept)
        ? kept
        : new BlockCompressor(compression == InsertCompression.Zstd ? CompressedBlock.Zstd : CompressedBlock.Lz4);

    internal void Return(BlockCompressor compressor)
    {
        if (_idle.Count < MaxKept)
        {
            _idle.Add(compressor);
        }
        else
        {
            compressor.Dispose();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out BlockCompressor? kept))
        {
            kept.Dispose();
        }
    }
}
