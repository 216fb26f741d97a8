// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>The <c>compaction</c> section: its keys are known, and none has an effect.</summary>
public sealed class FileStorageCompactionOptions
{
    public bool OnStart { get; set; }

    public bool OnRebound { get; set; }

    public string Directory { get; set; } = "";

    public long MaxTransactionSize { get; set; } = 65536;

    public long ReboundNeededThresholdMib { get; set; } = 100;

    public long ReboundTriggerThresholdMib { get; set; } = 10;

    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    public bool CleanupOnStart { get; set; }
}
