// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Consuming;

namespace OtlpGateway.Log.Kafka.Reading;

/// <summary>One partition of a topic on Kafka, read outside of any group.</summary>
internal sealed class KafkaPartitionReader(ConsumerClient client, KafkaAdmin admin, TopicPartition partition, string topicId)
    : IPartitionReader, IDisposable
{
    private PartitionFetcher? _fetcher;

    public string Topic => partition.Topic;

    public string TopicId => topicId;

    public int Partition => partition.Partition.Value;

    public async ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken) =>
        await admin.StartOffsetAsync(partition, cancellationToken);

    public async ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken) =>
        await admin.EndOffsetAsync(partition, cancellationToken);

    public async ValueTask<long?> GetCommittedAsync(string group, CancellationToken cancellationToken) =>
        await admin.CommittedAsync(group, partition, cancellationToken);

    public async ValueTask<long> FindOffsetAsync(DateTimeOffset time, CancellationToken cancellationToken) =>
        time <= DateTimeOffset.UnixEpoch
            ? await admin.StartOffsetAsync(partition, cancellationToken)
            : await admin.OffsetAtAsync(partition, time, cancellationToken) ?? await admin.EndOffsetAsync(partition, cancellationToken);

    public ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        if (_fetcher is null)
        {
            // The queue first: what comes before it is there would be lost.
            _fetcher = new PartitionFetcher(client, admin, partition, -1);
            client.Assign([partition], [offset]);
        }

        return _fetcher.FetchAsync(offset, maxBytes, cancellationToken);
    }

    public void Dispose() => _fetcher?.Dispose();
}
