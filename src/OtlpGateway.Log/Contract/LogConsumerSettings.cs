// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <param name="Group">The consumer group; its members share the partitions of the topics.</param>
/// <param name="Topics">What it reads.</param>
public sealed record LogConsumerSettings(string Group, IReadOnlyList<TopicFilter> Topics);
