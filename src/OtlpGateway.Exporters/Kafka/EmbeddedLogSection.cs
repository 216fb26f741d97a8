// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The <c>embedded</c> section: how the log in a directory is kept. The same for all exporters of one directory.</summary>
public sealed class EmbeddedLogSection
{
    private static readonly EmbeddedLogOptions Defaults = new();

    /// <summary>Partitions of each topic; can be raised later, never lowered.</summary>
    public int Partitions { get; set; } = Defaults.Topics.Partitions;

    /// <summary>Bytes at which a file is closed and the next begun.</summary>
    public long SegmentBytes { get; set; } = Defaults.Topics.SegmentBytes;

    /// <summary>Bytes per partition beyond which finished files are removed; 0 means no limit.</summary>
    public long RetentionBytes { get; set; } = Defaults.Topics.RetentionBytes;

    /// <summary>How long finished files are kept; 0 removes them at once.</summary>
    public TimeSpan RetentionAge { get; set; } = Defaults.Topics.RetentionAge;

    /// <summary>Most bytes of the whole log, beyond which it refuses; 0 means as much as the disk has.</summary>
    public long MaxBytes { get; set; } = Defaults.MaxBytes;

    /// <summary>Free bytes that the log leaves on the disk.</summary>
    public long MinFreeBytes { get; set; } = Defaults.MinFreeBytes;

    /// <summary>False answers before the data is on the medium: it survives a crash of the process, not of the machine.</summary>
    public bool Fsync { get; set; } = Defaults.Fsync;

    internal EmbeddedLogOptions ToOptions() => new()
    {
        Topics = new TopicOptions
        {
            Partitions = Partitions,
            SegmentBytes = SegmentBytes,
            RetentionBytes = RetentionBytes,
            RetentionAge = RetentionAge,
        },
        MaxBytes = MaxBytes,
        MinFreeBytes = MinFreeBytes,
        Fsync = Fsync,
    };

    internal void Validate(OptionsValidation validation, string path)
    {
        if (Partitions is < 1 or > 1024)
        {
            validation.Error($"{path}::partitions", "must be between 1 and 1024");
        }

        if (SegmentBytes < 1024 * 1024)
        {
            validation.Error($"{path}::segment_bytes", "must be at least 1048576 (1 MiB)");
        }

        NotNegative(validation, $"{path}::retention_bytes", RetentionBytes);
        NotNegative(validation, $"{path}::max_bytes", MaxBytes);
        NotNegative(validation, $"{path}::min_free_bytes", MinFreeBytes);
        NotNegative(validation, $"{path}::retention_age", RetentionAge.Ticks);
        if (MaxBytes > 0 && MaxBytes < 2 * SegmentBytes)
        {
            validation.Error($"{path}::max_bytes", "must be at least twice segment_bytes: files are removed whole");
        }

        if (!Fsync)
        {
            validation.Warning($"{path}::fsync", "is off: what is acknowledged may be lost when the machine stops");
        }
    }

    private static void NotNegative(OptionsValidation validation, string path, long value)
    {
        if (value < 0)
        {
            validation.Error(path, "must not be negative");
        }
    }
}
