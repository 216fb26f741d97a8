// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The <c>record_partitioner</c> section: at most one of its members.</summary>
public sealed class KafkaRecordPartitionerOptions
{
    /// <summary>By a hash of the key; records without one go anywhere, several in a row to one partition.</summary>
    public KafkaStickyKeyOptions? StickyKey { get; set; }

    /// <summary>Keys do not matter; records are spread at random.</summary>
    public KafkaSpreadOptions? RoundRobin { get; set; }

    /// <summary>The same.</summary>
    public KafkaSpreadOptions? LeastBackup { get; set; }

    /// <summary>Refused: there are no such extensions.</summary>
    public string? Extension { get; set; }

    internal string Librdkafka => RoundRobin is not null || LeastBackup is not null ? "random"
        : StickyKey is { Hasher: KafkaHasher.Murmur2 } ? "murmur2_random"
        : "fnv1a_random";
}

/// <summary>The <c>record_partitioner.sticky_key</c> section.</summary>
public sealed class KafkaStickyKeyOptions
{
    public KafkaHasher Hasher { get; set; }
}

/// <summary>A partitioner without options.</summary>
public sealed class KafkaSpreadOptions;

/// <summary>The hash that makes a partition of a key.</summary>
public enum KafkaHasher
{
    /// <summary>FNV-1a as Sarama has it, and as the Collector uses it.</summary>
    SaramaCompat,

    /// <summary>As the Java client has it.</summary>
    Murmur2,
}
