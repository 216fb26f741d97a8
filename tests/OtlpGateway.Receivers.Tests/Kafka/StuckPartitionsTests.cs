// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>What is said, and when, of partitions that stand still.</summary>
public sealed class StuckPartitionsTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly ListLogger _logger = new();
    private readonly HealthBoard _health;
    private readonly TestSettings _settings;
    private readonly StuckCauses _causes = new();
    private readonly KafkaReceiverOptions _options = new();

    public StuckPartitionsTests()
    {
        _health = new HealthBoard(_time);
        _settings = new TestSettings(_time, _logger).With(_health);
    }

    public void Dispose() => _settings.Dispose();

    [Fact]
    public async Task Partitions_HeldUpByOneCause_SayItOnce()
    {
        using PartitionSession first = Session("a");
        using PartitionSession second = Session("b");
        await FailAsync(first, "destination_down", times: 2);
        await FailAsync(second, "destination_down", times: 2);
        Assert.Single(_logger.Lines, line => line.StartsWith("Warning: a[0] stands still", StringComparison.Ordinal));
        Assert.DoesNotContain(_logger.Lines, line => line.StartsWith("Warning: b[0]", StringComparison.Ordinal));
        Assert.Equal(2, _health.Entries.Values.Count(entry => !entry.Ready));

        first.Recovered();
        Assert.DoesNotContain(_logger.Lines, line => line.StartsWith("Information:", StringComparison.Ordinal));
        second.Recovered();
        Assert.Single(_logger.Lines, line => line == "Information: b[0] goes on");
        Assert.True(_health.IsReady);
    }

    [Fact]
    public async Task Partitions_HeldUpByTwoCauses_SayBoth()
    {
        using PartitionSession first = Session("a");
        using PartitionSession second = Session("b");
        await FailAsync(first, "destination_down", times: 2);
        await FailAsync(second, "log_unavailable", times: 2);
        Assert.Equal(2, _logger.Lines.Count(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Commit_ThatFailsWhileAGroupSharesItsPartitions_IsNoProblemAtFirst()
    {
        using PartitionSession session = Session("a");
        await FailAsync(session, "commit_failed", times: 4);
        Assert.True(_health.IsReady);
        _time.Advance(TimeSpan.FromSeconds(15));
        await FailAsync(session, "commit_failed", times: 1);
        Assert.False(_health.IsReady);
        session.Recovered();
        Assert.True(_health.IsReady);
    }

    private PartitionSession Session(string topic)
    {
        ComponentSettings settings = _settings.For("kafka");
        KafkaReceiverMetrics metrics = new(settings.Meter, settings.Id, Signal.Traces, _options.GroupId, _options);
        return new PartitionSession(settings, _options, Signal.Traces, _options.GroupId, new ScriptedTopic(topic), metrics, _causes, CancellationToken.None);
    }

    /// <summary>Fails, without the wait before the next attempt.</summary>
    private static async Task FailAsync(PartitionSession session, string reason, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.BackOffAsync(reason, "why", null, new CancellationToken(canceled: true)));
        }
    }
}
