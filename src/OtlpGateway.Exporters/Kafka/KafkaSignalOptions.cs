// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>Where the requests of one signal go.</summary>
public sealed class KafkaSignalOptions
{
    /// <summary>The topic; unset: <c>otlp_spans</c>, <c>otlp_metrics</c>, <c>otlp_logs</c> or <c>otlp_profiles</c>.</summary>
    public string? Topic { get; set; }

    /// <summary>Unset: <c>otlp_proto</c>.</summary>
    public KafkaEncoding? Encoding { get; set; }

    /// <summary>The request header whose first value names the topic, where it is there.</summary>
    public string TopicFromMetadataKey { get; set; } = "";

    /// <summary>The request header whose first value becomes the record's key, where it is there.</summary>
    public string MessageKeyFromMetadataKey { get; set; } = "";
}
