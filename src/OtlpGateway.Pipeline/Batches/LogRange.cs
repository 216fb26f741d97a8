// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Batches;

/// <summary>One partition of one topic, as one consumer group sees it.</summary>
public readonly record struct LogPartition(string Group, string Topic, int Partition)
{
    /// <summary>
    /// A partition as sinks keep it in their books. A topic that was made anew, or the same name in another log, is another
    /// one: its offsets mean other records.
    /// </summary>
    /// <param name="topicId">What tells the topic from others of its name; empty where the log has no such thing.</param>
    public static LogPartition Of(string group, string topic, string topicId, int partition) =>
        new(group, topicId.Length == 0 ? topic : $"{topic}#{topicId}", partition);

    public override string ToString() => $"{Topic}[{Partition}] of group {Group}";
}

/// <summary>
/// The offsets [<paramref name="Start"/>, <paramref name="End"/>) of one partition: the unit that is claimed, inserted as
/// one block per table, and replayed alike. A batch that carries a range is never merged with another and never split.
/// </summary>
public readonly record struct LogRange(LogPartition Partition, long Start, long End)
{
    public override string ToString() => $"{Partition}, offsets {Start} to {End - 1}";
}
