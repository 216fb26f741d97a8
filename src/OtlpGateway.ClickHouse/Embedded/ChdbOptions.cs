// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>How the embedded engine is sized. The first one who opens a path decides.</summary>
public sealed record ChdbOptions
{
    /// <summary>Most memory the engine may allocate, in bytes; statements beyond it fail with error 241.</summary>
    public long MaxMemoryBytes { get; init; } = 1_200_000_000;

    /// <summary>Sessions, each with a thread of its own: most statements that run at once. Others wait.</summary>
    public int MaxConnections { get; init; } = 6;

    /// <summary>Requests that are turned into blocks and inserted at once, over all signals: bounds the memory of blocks.</summary>
    public int MaxParallelInserts { get; init; } = 2;

    /// <summary>How long closing waits for running statements before they are killed.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
