// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Memory;

/// <summary>The heap of this process.</summary>
internal sealed class RuntimeHeap : IManagedHeap
{
    public long AllocatedBytes => GC.GetTotalAllocatedBytes(precise: false);

    public void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
