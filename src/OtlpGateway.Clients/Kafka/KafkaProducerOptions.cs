// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>producer</c> section. On the embedded log only <see cref="MaxMessageBytes"/> and <see cref="AllowAutoTopicCreation"/> matter.</summary>
public sealed class KafkaProducerOptions
{
    /// <summary>What Kafka's brokers take unless they are told otherwise, with some room for a batch's own fields.</summary>
    public const int DefaultMaxMessageBytes = 1_000_000;

    /// <summary>Largest record, in bytes before compression. Unset: 1000000; on the embedded log what that takes, 64 MiB.</summary>
    public int? MaxMessageBytes { get; set; }

    /// <summary>No effect: one request has one batch of each partition, and batches are bounded.</summary>
    public int? MaxBrokerWriteBytes { get; set; }

    /// <summary>Read, and always <c>all</c>: acknowledged means durable here.</summary>
    public ConfigNode? RequiredAcks { get; set; }

    /// <summary>none, gzip, snappy, lz4 or zstd.</summary>
    public KafkaCompression? Compression { get; set; }

    public KafkaCompressionOptions CompressionParams { get; set; } = new();

    /// <summary>Most records in one batch; 0 means the client's own limit, 10000.</summary>
    public int? FlushMaxMessages { get; set; }

    /// <summary>Creates topics on first use; on Kafka the brokers decide (<c>auto.create.topics.enable</c>).</summary>
    public bool AllowAutoTopicCreation { get; set; } = true;

    /// <summary>How long a record waits for company; unset: 10ms.</summary>
    public TimeSpan? Linger { get; set; }
}

/// <summary>The <c>producer.compression_params</c> section.</summary>
public sealed class KafkaCompressionOptions
{
    /// <summary>What the codec makes of it; -1 and unset: its default.</summary>
    public int? Level { get; set; }
}

/// <summary>How batches of records are compressed.</summary>
public enum KafkaCompression
{
    None,
    Gzip,
    Snappy,
    Lz4,
    Zstd,
}
