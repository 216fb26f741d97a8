// SPDX-License-Identifier: Apache-2.0

using System.Buffers;

namespace OtlpGateway.Servers.Memory;

/// <summary>
/// The memory of a server's pipes, in blocks eight times as large as the server's own: each receive, and each of the
/// copies between a connection's and a stream's pipe, moves one block at a time, and requests are hundreds of KB.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Every stream that holds a byte holds a block, so only so many are large at a time; beyond that the blocks have the
/// usual size. Whoever opens thousands of streams costs speed, not memory.
/// </remarks>
internal sealed class BlockPool : MemoryPool<byte>
{
    public const int LargeBytes = 32 * 1024;
    public const int SmallBytes = 4 * 1024;

    /// <summary>32 MB.</summary>
    public const int MostLarge = 1024;

    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(10);

    private readonly BlockShelf _large = new(LargeBytes);
    private readonly BlockShelf _small = new(SmallBytes);
    private readonly ITimer _timer;

    public BlockPool(TimeProvider time) =>
        _timer = time.CreateTimer(static pool => ((BlockPool)pool!).Trim(), this, TrimInterval, TrimInterval);

    /// <summary>What is always given; larger pieces the pipes rent elsewhere.</summary>
    public override int MaxBufferSize => SmallBytes;

    /// <summary>Bytes of the blocks that are kept for the next rent.</summary>
    public long FreeBytes => ((long)_large.Free * LargeBytes) + ((long)_small.Free * SmallBytes);

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, SmallBytes);
        return (_large.InUse < MostLarge ? _large : _small).Rent();
    }

    protected override void Dispose(bool disposing)
    {
        _timer.Dispose();
        _large.Close();
        _small.Close();
    }

    private void Trim()
    {
        _large.Trim();
        _small.Trim();
    }
}
