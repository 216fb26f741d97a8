// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>What is read for one signal.</summary>
public sealed class KafkaTopicOptions
{
    /// <summary>Topics, or patterns that begin with <c>^</c>; empty: the signal's usual topic.</summary>
    public List<string> Topics { get; set; } = [];

    /// <summary>Patterns of topics that are not read although a pattern matches.</summary>
    public List<string> ExcludeTopics { get; set; } = [];

    /// <summary>Deprecated: the one topic.</summary>
    [ConfigKey("topic")]
    public string? Topic { get; set; }

    /// <summary>Deprecated: the one pattern that is not read.</summary>
    [ConfigKey("exclude_topic")]
    public string? ExcludeTopic { get; set; }

    /// <summary>
    /// <c>otlp_proto</c> (where it is unset), <c>otlp_json</c>; for logs also <c>raw</c>, <c>text</c>, <c>text_CHARSET</c> and
    /// <c>json</c>.
    /// </summary>
    public string? Encoding { get; set; }
}
