// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Kafka.Administration;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>What a member of a group is to do next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Partitions">Which to take over or to give up.</param>
/// <param name="IsLost">They are others' already.</param>
/// <param name="Topics">What topics are now, by name.</param>
internal readonly record struct RebalanceCall(
    RebalanceKind Kind,
    IReadOnlyList<TopicPartition> Partitions,
    bool IsLost,
    IReadOnlyDictionary<string, TopicFacts>? Topics = null);

internal enum RebalanceKind : byte
{
    /// <summary>Take over partitions.</summary>
    Assign = 1,

    /// <summary>Give them up.</summary>
    Revoke,

    /// <summary>Compare what is read with what the brokers have.</summary>
    Described,
}
