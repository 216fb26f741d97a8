// SPDX-License-Identifier: Apache-2.0

// Small sections that are accepted as the Collector has them.
namespace OtlpGateway.Receivers.Kafka;

/// <summary>The <c>autocommit</c> section. Offsets are committed when their records are safe, whatever it says.</summary>
public sealed class KafkaAutocommitOptions
{
    public bool? Enable { get; set; }

    public TimeSpan? Interval { get; set; }
}

/// <summary>The <c>message_marking</c> section. A record is always finished after it was processed, never before.</summary>
public sealed class KafkaMessageMarkingOptions
{
    public bool? After { get; set; }

    public bool? OnError { get; set; }

    public bool? OnPermanentError { get; set; }
}

/// <summary>The <c>partition_processing</c> section. Each partition goes at its own pace, whatever it says.</summary>
public sealed class KafkaPartitionProcessingOptions
{
    public bool? Independent { get; set; }

    public int? MaxBufferedBatches { get; set; }
}

/// <summary>The <c>header_extraction</c> section.</summary>
public sealed class KafkaHeaderExtractionOptions
{
    /// <summary>Makes resource attributes <c>kafka.header.NAME</c> of <see cref="Headers"/>.</summary>
    public bool ExtractHeaders { get; set; }

    /// <summary>Names of record headers, exactly as they are.</summary>
    public List<string> Headers { get; set; } = [];
}

/// <summary>The <c>telemetry</c> section.</summary>
public sealed class KafkaReceiverTelemetryOptions
{
    public KafkaReceiverOptionalMetrics Metrics { get; set; } = new();
}

/// <summary>The <c>telemetry.metrics</c> section: what is measured only when asked for.</summary>
public sealed class KafkaReceiverOptionalMetrics
{
    /// <summary>The time from a record's own timestamp until it was read.</summary>
    public KafkaOptionalMetric KafkaReceiverRecordsDelay { get; set; } = new();
}

/// <summary>A metric that can be switched on.</summary>
public sealed class KafkaOptionalMetric
{
    public bool Enabled { get; set; }
}

/// <summary>The <c>error_backoff</c> section: the waits while a destination does not take what was read.</summary>
public sealed class KafkaErrorBackoffOptions
{
    public bool? Enabled { get; set; }

    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(30);

    public double Multiplier { get; set; } = 1.5;

    public double RandomizationFactor { get; set; } = 0.5;

    /// <summary>No effect: records are never given up by age.</summary>
    public TimeSpan? MaxElapsedTime { get; set; }
}
