// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// How long after the one before a block that is not full goes out. An insert costs the engine about as much for ten rows
/// as for thousands, and a merge later: under load a block waits until it is worth it, but when little comes nobody waits
/// long for that. Shared by the partitions that one group reads. Thread-safe.
/// </summary>
internal sealed class BlockPace(TimeSpan longest)
{
    /// <summary>Rows from which on a block is large enough at half of its most bytes.</summary>
    internal const int FullItems = 100_000;

    /// <summary>Items in <see cref="QuietDelay"/>, of all partitions together, from which on there is load.</summary>
    internal const int LoadItems = 2_000;

    internal static readonly TimeSpan QuietDelay = TimeSpan.FromSeconds(1);

    private int _partitions;

    /// <summary>When a block with few items goes out.</summary>
    public TimeSpan Shortest { get; } = longest < QuietDelay ? longest : QuietDelay;

    /// <summary>When any block goes out.</summary>
    public TimeSpan Longest { get; } = longest;

    public void Join() => Interlocked.Increment(ref _partitions);

    public void Leave() => Interlocked.Decrement(ref _partitions);

    /// <summary>Whether a partition that had so many items by <see cref="Shortest"/> has load.</summary>
    public bool IsLoad(int items) => (long)items * Math.Max(1, Volatile.Read(ref _partitions)) >= LoadItems;
}
