// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>One sealed block in ClickHouse's Native format. Read-only until its owner starts the next one.</summary>
public interface INativeBlock
{
    int RowCount { get; }

    /// <summary>The columns, in the block's order, quoted as an INSERT statement lists them.</summary>
    string ColumnList { get; }

    /// <summary>The encoded block, in order; to be sent back to back.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> Parts { get; }
}
