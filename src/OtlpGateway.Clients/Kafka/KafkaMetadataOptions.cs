// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>metadata</c> section: how the client keeps track of topics and leaders.</summary>
public sealed class KafkaMetadataOptions
{
    /// <summary>No effect: the client asks for the topics that it uses.</summary>
    public bool? Full { get; set; }

    /// <summary>How often what is known of topics is looked up again; unset: 5m, and at once when a leader has changed.</summary>
    public TimeSpan? RefreshInterval { get; set; }

    public KafkaMetadataRetryOptions Retry { get; set; } = new();
}

/// <summary>The <c>metadata.retry</c> section.</summary>
public sealed class KafkaMetadataRetryOptions
{
    /// <summary>No effect: what the brokers cannot answer now is asked again until they can.</summary>
    public int? Max { get; set; }

    /// <summary>Wait before a request is tried again; it grows with each failure.</summary>
    public TimeSpan? Backoff { get; set; }
}
