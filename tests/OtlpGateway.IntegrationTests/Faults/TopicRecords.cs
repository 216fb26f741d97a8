// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>Puts records of the test's own on topics, and reads what stands there.</summary>
internal sealed class TopicRecords : IAsyncDisposable
{
    private readonly Meter _meter;
    private readonly ILogClient _log;
    private readonly ILogProducer _producer;

    private TopicRecords(ILogClient log, Meter meter)
    {
        _log = log;
        _meter = meter;
        _producer = log.CreateProducer();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TopicRecords> OpenAsync(IReadOnlyList<string> brokers)
    {
        Assert.True(LogAddress.TryParse(brokers, out LogAddress? address, out string error), error);
        Meter meter = new("topic-records");
        return new TopicRecords(await new KafkaLogs(TimeProvider.System, meter, NullLogger.Instance).OpenAsync(address, null, Cancelled), meter);
    }

    /// <summary>One after the other into partition 0.</summary>
    public async Task WriteAsync(string topic, params IEnumerable<byte[]> values)
    {
        foreach (byte[] value in values)
        {
            ProduceResult result = await _producer.ProduceAsync(new ProduceRecord(topic, value, Partition: 0), Cancelled);
            Assert.True(result.Status == ProduceStatus.Stored, result.Message);
        }
    }

    /// <summary>A header of every record of a topic, as text, in order.</summary>
    public async Task<string[]> HeadersAsync(string topic, string header)
    {
        List<string> found = [];
        await _log.ScanHeaderAsync(topic, header, DateTimeOffset.UnixEpoch, (_, value) => found.Add(System.Text.Encoding.UTF8.GetString(value.Span)), Cancelled);
        return [.. found.Order(StringComparer.Ordinal)];
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _log.DisposeAsync();
        _meter.Dispose();
    }
}
