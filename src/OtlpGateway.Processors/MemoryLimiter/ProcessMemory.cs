// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>
/// The resident memory, because that is what a container is killed for; it includes the embedded store. An aggressive
/// collection returns freed pages, so that the figure falls again when the load does.
/// </summary>
internal sealed class ProcessMemory : IMemorySource
{
    public long AvailableBytes { get; } = AvailableMemory.Read();

    public long ReadUsedBytes() => Environment.WorkingSet;

    public void Collect()
    {
        ByteArrays.Trim(TimeSpan.Zero);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
