// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>How the topic is made that gateways share their decisions through.</summary>
public static class DecisionTopicSettings
{
    /// <summary>One partition; the last record of each key is kept for ever.</summary>
    public static TopicOptions Topic { get; } = new()
    {
        Partitions = 1,
        RetentionAge = Timeout.InfiniteTimeSpan,
        RetentionBytes = 0,
        Kafka = new Dictionary<string, string> { ["cleanup.policy"] = "compact" },
    };
}
