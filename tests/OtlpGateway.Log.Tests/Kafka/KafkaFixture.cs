// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>The Kafka client as the gateway opens it.</summary>
internal sealed class KafkaFixture : IDisposable
{
    private readonly Meter _meter = new("kafka-log");

    public KafkaFixture() => Logs = new KafkaLogs(TimeProvider.System, _meter, NullLogger.Instance);

    /// <summary>Quicker than in service: tests wait for what they change.</summary>
    public static IReadOnlyDictionary<string, string> QuickConsumer { get; } = new Dictionary<string, string>
    {
        ["session.timeout.ms"] = "6000",
        ["heartbeat.interval.ms"] = "200",
        ["topic.metadata.refresh.interval.ms"] = "300",
        ["fetch.wait.max.ms"] = "50",
    };

    public KafkaLogs Logs { get; }

    public static LogAddress Address(IReadOnlyList<string> brokers, KafkaConnection? connection = null)
    {
        Assert.True(LogAddress.TryParse(brokers, out LogAddress? address, out string error), error);
        return address with { Connection = connection };
    }

    public ValueTask<ILogClient> OpenAsync(IReadOnlyList<string> brokers, KafkaConnection? connection = null) =>
        Logs.OpenAsync(Address(brokers, connection), null, TestContext.Current.CancellationToken);

    public void Dispose() => _meter.Dispose();
}
