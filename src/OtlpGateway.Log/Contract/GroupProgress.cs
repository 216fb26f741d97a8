// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>How far a consumer group is in one partition.</summary>
/// <param name="Group">The group.</param>
/// <param name="Topic">A topic that it reads.</param>
/// <param name="Partition">A partition of the topic.</param>
/// <param name="Committed">The first offset that it has not finished; null when it has finished nothing.</param>
/// <param name="Lag">Records that are there and not finished.</param>
public readonly record struct GroupProgress(string Group, string Topic, int Partition, long? Committed, long Lag);
