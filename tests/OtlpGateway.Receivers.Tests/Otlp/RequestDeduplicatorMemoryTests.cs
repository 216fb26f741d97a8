// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Deduplication;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>Measures the process's memory, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(RequestDeduplicatorMemoryTests), DisableParallelization = true)]
[Collection(nameof(RequestDeduplicatorMemoryTests))]
public sealed class RequestDeduplicatorMemoryTests
{
    [Fact]
    public void Remembered_CostsNoMoreThanStatedPerRequest()
    {
        const int Count = 200_000;
        RequestDeduplicator deduplicator = new(TimeSpan.FromMinutes(5), Count, TimeProvider.System);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (uint i = 0; i < Count; i++)
        {
            Store(deduplicator, (UInt128)i << 64);
        }

        long used = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.InRange(used / (double)deduplicator.Remembered, 16, 80);
        GC.KeepAlive(deduplicator);
    }

    private static void Store(RequestDeduplicator deduplicator, UInt128 hash)
    {
        Assert.Equal(Recognition.New, deduplicator.Begin(hash, out RequestInProgress? inProgress));
        deduplicator.Complete(hash, inProgress!, Outcome.Accepted);
    }
}
