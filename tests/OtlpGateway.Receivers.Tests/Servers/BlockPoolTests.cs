// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Servers.Memory;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Receivers.Tests.Servers;

public sealed class BlockPoolTests
{
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(10);

    [Fact]
    public void Rent_UpToTheBudget_IsLargeAndThenSmall()
    {
        using BlockPool pool = new(new FakeTime());
        List<IMemoryOwner<byte>> held = [.. Enumerable.Range(0, BlockPool.MostLarge).Select(_ => pool.Rent())];

        using IMemoryOwner<byte> beyond = pool.Rent();

        Assert.All(held, block => Assert.Equal(BlockPool.LargeBytes, block.Memory.Length));
        Assert.Equal(BlockPool.SmallBytes, beyond.Memory.Length);
        held.ForEach(block => block.Dispose());
        using IMemoryOwner<byte> again = pool.Rent();
        Assert.Equal(BlockPool.LargeBytes, again.Memory.Length);
    }

    [Fact]
    public void Rent_AfterReturn_GivesTheSameBlock()
    {
        using BlockPool pool = new(new FakeTime());
        IMemoryOwner<byte> first = pool.Rent();
        first.Dispose();

        Assert.Same(first, pool.Rent());
    }

    [Fact]
    public void Dispose_OfABlockTwice_LendsItOnce()
    {
        using BlockPool pool = new(new FakeTime());
        IMemoryOwner<byte> block = pool.Rent();

        block.Dispose();
        block.Dispose();

        Assert.NotSame(pool.Rent(), pool.Rent());
    }

    [Fact]
    public void Rent_MoreThanABlock_Throws()
    {
        using BlockPool pool = new(new FakeTime());

        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(pool.MaxBufferSize + 1));
    }

    [Fact]
    public void Trim_BlocksThatNobodyNeeded_LetsThemGo()
    {
        FakeTime time = new();
        using BlockPool pool = new(time);
        List<IMemoryOwner<byte>> held = [.. Enumerable.Range(0, 8).Select(_ => pool.Rent())];
        held.ForEach(block => block.Dispose());

        time.Advance(TrimInterval);
        Assert.Equal(8 * BlockPool.LargeBytes, pool.FreeBytes);

        // Three of the eight are needed in this interval, none in the next.
        held = [.. Enumerable.Range(0, 3).Select(_ => pool.Rent())];
        held.ForEach(block => block.Dispose());
        time.Advance(TrimInterval);
        Assert.Equal(3 * BlockPool.LargeBytes, pool.FreeBytes);

        time.Advance(TrimInterval);
        Assert.Equal(0, pool.FreeBytes);
    }

    [Fact]
    public void Dispose_WithABlockInUse_KeepsNothing()
    {
        FakeTime time = new();
        BlockPool pool = new(time);
        IMemoryOwner<byte> block = pool.Rent();
        pool.Rent().Dispose();

        pool.Dispose();
        block.Memory.Span.Fill(1);
        block.Dispose();

        Assert.Equal(0, pool.FreeBytes);
        Assert.Equal(0, time.PendingTimers);
    }
}
