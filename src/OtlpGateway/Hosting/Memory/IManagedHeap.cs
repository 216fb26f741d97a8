// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Hosting.Memory;

/// <summary>The runtime's memory, as far as <see cref="IdleMemory"/> looks at it.</summary>
internal interface IManagedHeap
{
    /// <summary>Bytes allocated, and of large arrays rented, since the process began.</summary>
    long AllocatedBytes { get; }

    /// <summary>Collects everything, pools included as far as they give way, and returns what is free to the system.</summary>
    void GiveBack();
}
