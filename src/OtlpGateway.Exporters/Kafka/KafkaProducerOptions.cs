// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The <c>producer</c> section. On the embedded log only <see cref="MaxMessageBytes"/> and <see cref="AllowAutoTopicCreation"/> matter.</summary>
public sealed class KafkaProducerOptions
{
    /// <summary>Largest record, in bytes. Unset: what the log takes, 64 MiB on the embedded one.</summary>
    public int? MaxMessageBytes { get; set; }

    /// <summary>Bytes in one request to a broker.</summary>
    public int? MaxBrokerWriteBytes { get; set; }

    /// <summary>Which replicas must have a record; always all here, since acknowledged means durable.</summary>
    public string? RequiredAcks { get; set; }

    /// <summary>none, gzip, snappy, lz4 or zstd.</summary>
    public string? Compression { get; set; }

    public KafkaCompressionOptions CompressionParams { get; set; } = new();

    /// <summary>Records in one request to a broker.</summary>
    public int? FlushMaxMessages { get; set; }

    /// <summary>Creates topics on first use.</summary>
    public bool AllowAutoTopicCreation { get; set; } = true;

    /// <summary>How long a record waits for company.</summary>
    public TimeSpan? Linger { get; set; }
}

/// <summary>The <c>producer.compression_params</c> section.</summary>
public sealed class KafkaCompressionOptions
{
    public int? Level { get; set; }
}
