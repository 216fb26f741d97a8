// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Hosting.Memory;

/// <summary>The heap of this process.</summary>
internal sealed class RuntimeHeap : IManagedHeap
{
    /// <summary>Blocks go out every few seconds under load, also where next to nothing is allocated.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(20);

    public long AllocatedBytes => GC.GetTotalAllocatedBytes(precise: false) + ByteArrays.LargeBytesRented;

    public void GiveBack()
    {
        ByteArrays.Trim(Unused);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
