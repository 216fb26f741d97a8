// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Bounds of the embedded engine.</summary>
public sealed class EmbeddedOptions
{
    private const int SmallestMemoryMib = 256;

    /// <summary>Most memory that the engine may allocate, in MiB; statements beyond it fail and are tried again.</summary>
    public int MemoryLimitMib { get; set; } = 1144;

    /// <summary>Sessions, and so statements at once, queries of <c>clickhouse_http</c> included.</summary>
    public int MaxConnections { get; set; } = 6;

    /// <summary>Inserts at once, over all signals.</summary>
    public int MaxParallelInserts { get; set; } = 2;

    internal void Validate(OptionsValidation validation)
    {
        if (MemoryLimitMib < SmallestMemoryMib)
        {
            validation.Error("embedded::memory_limit_mib", $"must be at least {SmallestMemoryMib}");
        }

        if (MaxConnections is < 2 or > 64)
        {
            validation.Error("embedded::max_connections", "must be between 2 and 64");
        }

        if (MaxParallelInserts < 1 || MaxParallelInserts >= MaxConnections)
        {
            validation.Error("embedded::max_parallel_inserts", "must be at least 1 and less than max_connections");
        }
    }
}
