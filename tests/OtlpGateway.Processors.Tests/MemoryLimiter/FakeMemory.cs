// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.MemoryLimiter;

namespace OtlpGateway.Processors.Tests.MemoryLimiter;

internal sealed class FakeMemory : IMemorySource
{
    public long AvailableBytes { get; set; } = 1000L << 20;

    public long UsedMib { get; set; }

    public long FreedByCollectionMib { get; set; }

    public int Collections { get; private set; }

    public long ReadUsedBytes() => UsedMib << 20;

    public void Collect()
    {
        Collections++;
        UsedMib -= FreedByCollectionMib;
    }
}
