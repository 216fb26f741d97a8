// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Keys;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Items go to the partition of their job and metric name, one record for each partition: with a record for each metric a
/// request would become hundreds of them. The records name their partition and have no key.
/// </summary>
internal sealed class MetricPartitions(TopicPartitions topics) : IRecordKeyRule
{
    private int _partitions;
    private ulong _job;
    private int _partition;

    public void EnterResource(ReadOnlySpan<byte> resourceItems, string topic)
    {
        // Of a topic that is not known yet nothing is kept; any number does.
        _partitions = topics.CountOf(topic) ?? 1;
        _job = MetricKey.OfJob(ResourceItemsCursor.Read(resourceItems).Resource);
    }

    public void EnterMetric(ReadOnlySpan<byte> metric) =>
        _partition = _partitions == 1 ? 0 : MetricKey.PlaceOf(MetricKey.Of(_job, metric), _partitions);

    public UInt128? KeyOf(ReadOnlySpan<byte> item) => (UInt128)_partition;

    public byte[]? Format(UInt128 key) => null;

    public int? PartitionOf(UInt128 key) => (int)key;
}
