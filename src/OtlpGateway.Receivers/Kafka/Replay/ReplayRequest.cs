// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>What is to be replayed.</summary>
/// <param name="Group">The consumer group in whose name the ledger has claims.</param>
/// <param name="From">The first offset, or time.</param>
/// <param name="To">The offset, or time, behind the last one.</param>
/// <param name="Partitions">Empty means all.</param>
/// <param name="ForcedRun">
/// Null skips what the ledger has as done. A name stores everything again, once under that name: the same name goes on
/// with a replay that broke off.
/// </param>
public sealed record ReplayRequest(string Group, ReplayPoint From, ReplayPoint To, IReadOnlyCollection<int> Partitions, string? ForcedRun);
