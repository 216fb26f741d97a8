// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Hosting.Memory;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.Tests.Hosting;

public sealed class IdleMemoryTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly FakeHeap _heap = new();
    private readonly IdleMemory _memory;

    public IdleMemoryTests() => _memory = new IdleMemory(_heap, _time);

    [Fact]
    public void Look_AfterALoad_GivesBackWhenItIsOver()
    {
        Pass(intervals: 3, IdleMemory.IdleBytes);
        Assert.Equal(0, _heap.Collections);

        Pass(intervals: IdleMemory.IdleIntervals - 1, IdleMemory.IdleBytes - 1);
        Assert.Equal(0, _heap.Collections);
        Pass(intervals: 1, IdleMemory.IdleBytes - 1);
        Assert.Equal(1, _heap.Collections);
    }

    [Fact]
    public void Look_IdleForLong_StopsCollecting()
    {
        Pass(intervals: 1, IdleMemory.IdleBytes);

        Pass(intervals: 10 * IdleMemory.MostCollections, 1000);

        Assert.Equal(IdleMemory.MostCollections, _heap.Collections);
    }

    [Fact]
    public void Look_AnotherLoad_BeginsAgain()
    {
        Pass(intervals: 1, IdleMemory.IdleBytes);
        Pass(intervals: 10 * IdleMemory.MostCollections, 0);
        Pass(intervals: 1, IdleMemory.IdleBytes);
        Assert.Equal(IdleMemory.MostCollections, _heap.Collections);

        Pass(intervals: IdleMemory.IdleIntervals, 0);

        Assert.Equal(IdleMemory.MostCollections + 1, _heap.Collections);
    }

    [Fact]
    public void Look_NeverBusy_NeverCollects()
    {
        Pass(intervals: 100, IdleMemory.IdleBytes - 1);

        Assert.Equal(0, _heap.Collections);
    }

    [Fact]
    public void Dispose_StopsLooking()
    {
        _memory.Dispose();

        Assert.Equal(0, _time.PendingTimers);
    }

    public void Dispose() => _memory.Dispose();

    private void Pass(int intervals, long allocated)
    {
        for (int i = 0; i < intervals; i++)
        {
            _heap.AllocatedBytes += allocated;
            _time.Advance(IdleMemory.Interval);
        }
    }

    private sealed class FakeHeap : IManagedHeap
    {
        public long AllocatedBytes { get; set; }

        public int Collections { get; private set; }

        public void GiveBack() => Collections++;
    }
}
