// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.MemoryLimiter;

/// <summary>The memory of this process; a test has its own.</summary>
internal interface IMemorySource
{
    /// <summary>What the process may use: its cgroup's limit, else the machine's memory.</summary>
    long AvailableBytes { get; }

    long ReadUsedBytes();

    /// <summary>Collects and gives free memory back to the system.</summary>
    void Collect();
}
