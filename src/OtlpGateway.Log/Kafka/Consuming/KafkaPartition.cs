// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>One partition of a Kafka topic, for the member of a group that owns it.</summary>
internal sealed class KafkaPartition(
    ConsumerClient client,
    KafkaAdmin admin,
    TopicPartition partition,
    string topicId,
    long? committed) : IPartitionConsumer, IDisposable
{
    private readonly PartitionFetcher _fetcher = new(client, admin, partition, committed ?? -1);
    private long _committed = committed ?? -1;
    private volatile bool _revoked;

    public string Topic => partition.Topic;

    public string TopicId => topicId;

    public int Partition => partition.Partition.Value;

    public async ValueTask<long> GetStartOffsetAsync(CancellationToken cancellationToken) =>
        await admin.StartOffsetAsync(partition, cancellationToken);

    public ValueTask<long> GetEndOffsetAsync(CancellationToken cancellationToken) => _fetcher.GetEndOffsetAsync(cancellationToken);

    public async ValueTask<long> MeasureEndOffsetAsync(CancellationToken cancellationToken) =>
        await admin.EndOffsetAsync(partition, cancellationToken);

    /// <summary>Known since the assignment: nobody else of the group commits here meanwhile.</summary>
    public ValueTask<long?> GetCommittedAsync(CancellationToken cancellationToken) =>
        new(Volatile.Read(ref _committed) is var offset && offset >= 0 ? offset : null);

    public ValueTask<FetchResult> FetchAsync(long offset, int maxBytes, CancellationToken cancellationToken)
    {
        RequireOwned();
        return _fetcher.FetchAsync(offset, maxBytes, cancellationToken);
    }

    public async ValueTask CommitAsync(long nextOffset, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nextOffset);
        RequireOwned();
        ErrorCode code = await client.CommitAsync(partition, nextOffset).WaitAsync(cancellationToken);
        if (code == ErrorCode.NoError)
        {
            Volatile.Write(ref _committed, nextOffset);
            return;
        }

        // Where the assignment was lost meanwhile, trying again is of no use.
        RequireOwned();
        throw new IOException($"Kafka: offset {nextOffset} of {Topic}[{Partition}] was not committed: {Librdkafka.Describe(code)}");
    }

    /// <summary>Nothing is read or committed here any more.</summary>
    public void Revoke()
    {
        _revoked = true;
        _fetcher.Close();
    }

    public void Dispose()
    {
        Revoke();
        _fetcher.Dispose();
    }

    private void RequireOwned()
    {
        if (_revoked || client.IsAssignmentLost)
        {
            throw new PartitionLostException($"{Topic}[{Partition}] is no longer this member's: another one goes on with it.");
        }
    }
}
