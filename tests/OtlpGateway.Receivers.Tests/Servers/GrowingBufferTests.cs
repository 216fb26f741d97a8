// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Servers.Bodies;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Receivers.Tests.Servers;

public sealed class GrowingBufferTests
{
    private const int Rounds = 32;

    /// <summary>A body is given back where buffers go: rented from elsewhere, each large one would be new memory.</summary>
    [Theory]
    [InlineData(700_000)]
    [InlineData(3_000_000)]
    public void Detach_LargeBodiesOneAfterTheOther_UseTheSameMemory(int bytes)
    {
        MemoryBudget budget = new(1L << 30);
        Take(budget, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds; round++)
        {
            Take(budget, bytes);
        }

        // Another test may have taken the array meanwhile, but not in most rounds.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Rounds * (long)bytes / 2);
        Assert.Equal(0, budget.UsedBytes);
    }

    private static void Take(MemoryBudget budget, int bytes)
    {
        using MemoryReservation reservation = new(budget);
        using GrowingBuffer body = new(bytes, reservation);
        Assert.Equal(BodyStatus.Complete, body.EnsureRoom(bytes));
        body.Advance(bytes);
        reservation.Return(body.Detach());
    }
}
