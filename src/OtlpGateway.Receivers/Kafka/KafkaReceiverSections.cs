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

/// <summary>The <c>header_extraction</c> section.</summary>
public sealed class KafkaHeaderExtractionOptions
{
    public bool ExtractHeaders { get; set; }

    public List<string> Headers { get; set; } = [];
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
