// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using Xunit;

namespace OtlpGateway.Tests.Compat;

/// <summary>What stands on a topic.</summary>
internal static class TopicRecords
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The values of all records; waits until there are some.</summary>
    public static async Task<List<byte[]>> ReadAsync(IReadOnlyList<string> brokers, string topic)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        using Meter meter = new("topic-records");
        KafkaLogs logs = new(TimeProvider.System, meter, NullLogger.Instance);
        Assert.True(LogAddress.TryParse(brokers, out LogAddress? address, out string error), error);
        await using ILogClient log = await logs.OpenAsync(address, null, limit.Token);
        await using ITopicReader reader = await log.OpenTopicAsync(topic, limit.Token) ?? throw new InvalidOperationException($"there is no topic {topic}");
        List<byte[]> values = [];
        while (values.Count == 0)
        {
            foreach (IPartitionReader partition in reader.Partitions)
            {
                await ReadAsync(partition, values, limit.Token);
            }
        }

        return values;
    }

    private static async Task ReadAsync(IPartitionReader partition, List<byte[]> values, CancellationToken cancellationToken)
    {
        long end = await partition.GetEndOffsetAsync(cancellationToken);
        for (long offset = await partition.GetStartOffsetAsync(cancellationToken); offset < end;)
        {
            using FetchResult fetched = await partition.FetchAsync(offset, 1 << 20, cancellationToken);
            values.AddRange(fetched.Records.Select(record => record.Value.ToArray()));
            offset = fetched.NextOffset;
        }
    }
}
