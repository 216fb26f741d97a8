// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Groups;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Tests.Partitions;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Log.Tests.Embedded;

/// <summary>A whole log in a directory of its own, on files that can fail and a clock that stands still.</summary>
internal sealed class LogFixture : IDisposable
{
    private readonly TempDirectory _temp = new();

    public LogFixture() => Directory = _temp.In("log");

    public string Directory { get; private set; }

    public FakeTime Time { get; } = new();

    public ListLogger Logger { get; } = new();

    public FaultyFiles Files { get; } = new();

    public CountingObserver Observer { get; } = new();

    public EmbeddedLogOptions Options { get; set; } = new()
    {
        Topics = new TopicOptions { SegmentBytes = 2_000, RetentionAge = Timeout.InfiniteTimeSpan, RetentionBytes = 0 },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<EmbeddedLog> OpenAsync() =>
        EmbeddedLog.OpenAsync(Directory, Options, new EmbeddedLogSettings(Files, Time, Logger, Observer), Token);

    /// <summary>From now on works with the directory as it is at this moment: what a machine that stops leaves.</summary>
    public void StopTheMachine() => Directory = _temp.Snapshot(Directory);

    public static async Task StoreAsync(EmbeddedLog log, string topic, params IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            ProduceResult result = await log.ProduceAsync(new ProduceRecord(topic, Encoding.UTF8.GetBytes(value)), Token);
            Assert.True(result.Status == ProduceStatus.Stored, result.Message);
        }
    }

    public static Task CommitAsync(EmbeddedLog log, string group, string topic, int partition, long offset) =>
        log.Offsets.AppendAsync(new OffsetRecord(OffsetRecordKind.Commit, group, topic, partition, offset));

    public static Task RegisterAsync(EmbeddedLog log, string group, string topic) =>
        log.RegisterAsync(new LogConsumerSettings(group, [new TopicFilter(topic)]), Token);

    /// <summary>Fails the test when anything cannot be read.</summary>
    public static async Task<List<(long Offset, string Value)>> ReadAllAsync(Partition partition)
    {
        List<(long, string)> found = [];
        using PartitionReader reader = new(partition);
        long offset = partition.StartOffset;
        while (offset < partition.EndOffset)
        {
            using FetchResult result = await reader.FetchAsync(offset, 100_000, Token);
            Assert.True(result.Status == FetchStatus.Records, result.Message);
            found.AddRange(result.Records.Select(record => (record.Offset, Encoding.UTF8.GetString(record.Value.Span))));
            offset = result.NextOffset;
        }

        return found;
    }

    public void Dispose() => _temp.Dispose();
}
