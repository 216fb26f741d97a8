// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Log.Contract;

/// <param name="Group">The consumer group; its members share the partitions of the topics.</param>
/// <param name="Topics">What it reads.</param>
public sealed record LogConsumerSettings(string Group, IReadOnlyList<TopicFilter> Topics)
{
    /// <summary>For brokers: settings of librdkafka for this consumer, by their own names (<c>session.timeout.ms</c>, ...).</summary>
    public IReadOnlyDictionary<string, string> Kafka { get; init; } = FrozenDictionary<string, string>.Empty;
}
