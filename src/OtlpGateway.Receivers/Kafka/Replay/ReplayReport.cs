// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>What became of each offset of one partition's part of a replay.</summary>
public sealed class ReplayReport(string topic, int partition)
{
    public string Topic { get; } = topic;

    public int Partition { get; } = partition;

    /// <summary>The first offset that was asked for.</summary>
    public long From { get; internal set; }

    /// <summary>The offset behind the last one that was asked for and is there.</summary>
    public long To { get; internal set; }

    /// <summary>Where it stands now; at the end it is <see cref="To"/>, or behind it where a claimed range reaches further.</summary>
    public long Position { get; internal set; }

    public long StoredRanges { get; internal set; }

    public long StoredRecords { get; internal set; }

    /// <summary>Items of the stored records that are in the tables; not those in <see cref="DeadLetteredItems"/>.</summary>
    public long StoredItems { get; internal set; }

    /// <summary>Items that no table can take: they are in the exporter's dead-letter table.</summary>
    public long DeadLetteredItems { get; internal set; }

    /// <summary>Offsets that the ledger has as done.</summary>
    public long DoneOffsets { get; internal set; }

    /// <summary>Offsets without a record that can be read: removed by retention, or damaged.</summary>
    public long MissingOffsets { get; internal set; }

    /// <summary>Records that are no request.</summary>
    public long UnreadableRecords { get; internal set; }

    /// <summary>Records of ranges that the destination rejected; their claims stay open, and the ledger says why.</summary>
    public long RejectedRecords { get; internal set; }

    /// <summary>Offsets that the group has not come to: they are its consumer's, which will store them.</summary>
    public long AheadOffsets { get; internal set; }

    /// <summary>True when everything that was asked for is stored, was before, or is nobody's any more.</summary>
    public bool IsComplete => RejectedRecords == 0 && Position >= To;

    public override string ToString() =>
        $"{Topic}[{Partition}] offsets {From} to {To - 1}: stored {StoredItems} items of {StoredRecords} records in {StoredRanges} ranges"
        + Also(DoneOffsets, "done before") + Also(DeadLetteredItems, "items in the dead-letter table") + Also(UnreadableRecords, "records that are no request")
        + Also(MissingOffsets, "missing in the log") + Also(RejectedRecords, "rejected") + Also(AheadOffsets, "left to the group, which has not come there");

    private static string Also(long count, string what) => count == 0 ? "" : $", {count} {what}";
}
