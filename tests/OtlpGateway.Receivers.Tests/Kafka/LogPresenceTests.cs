// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>What the receiver says of a log that is away, and of one that it cannot follow.</summary>
public sealed class LogPresenceTests : IAsyncDisposable
{
    private const string Lag = "otelcol_kafka_receiver_offset_lag";
    private const string Name = "otlp_spans";

    private readonly ScriptedTopic _topic = new(Name);
    private readonly ScriptedConsumer _consumer = new();
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly TestSettings _settings = new(TimeProvider.System);
    private KafkaReceiver? _receiver;

    private static KafkaErrorBackoffOptions Quick => new() { InitialInterval = TimeSpan.FromMilliseconds(1), MaxInterval = TimeSpan.FromMilliseconds(5) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lag_DestinationTakesNothing_Grows()
    {
        _consumer.Usually = ScriptedConsumer.Hangs();
        _topic.Append(ReceiverFixture.Request("a"));
        await StartAsync();
        await _consumer.WaitForCallsAsync(1, Token);
        await ReceiverFixture.UntilAsync(() => _settings.Metrics.Sum(Lag) == 1);

        _topic.Append(ReceiverFixture.Request("b"));
        _topic.Append(ReceiverFixture.Request("c"));

        await ReceiverFixture.UntilAsync(() => _settings.Metrics.Sum(Lag) == 3);
    }

    [Fact]
    public async Task Lag_PartitionGivenUp_IsTheNextMembers()
    {
        _consumer.Usually = ScriptedConsumer.Hangs();
        _topic.Append(ReceiverFixture.Request("a"));
        await StartAsync();
        await ReceiverFixture.UntilAsync(() => _settings.Metrics.Sum(Lag) == 1);

        await _topic.RevokeAsync(lost: true, Token);

        Assert.Equal(0, _settings.Metrics.Sum(Lag));
        Assert.Equal(1, _settings.Metrics.Sum("otelcol_kafka_receiver_partition_close"));
    }

    [Fact]
    public async Task Readiness_LogIsAway_SaysSoUntilItIsBack()
    {
        _topic.Away = "Kafka (kafka:9092) does not answer";
        await StartAsync();

        await ReceiverFixture.UntilAsync(() => !_health.IsReady);
        Assert.Equal("Kafka (kafka:9092) does not answer", _health.Entries["receiver kafka log"].Message);

        _topic.Away = null;
        await ReceiverFixture.UntilAsync(() => _health.IsReady);
    }

    [Fact]
    public async Task Readiness_CommitSucceedsAtLast_IsBackWithoutFurtherRecords()
    {
        _topic.Committed = 0;
        _topic.CommitsFail = true;
        _topic.Append(ReceiverFixture.Request("a"));
        await StartAsync();
        await ReceiverFixture.UntilAsync(() => !_health.IsReady);

        _topic.CommitsFail = false;

        await ReceiverFixture.UntilAsync(() => _health.IsReady);
        Assert.Equal(1, _topic.Committed);
        Assert.Single(_consumer.Taken);
    }

    [Fact]
    public async Task Watch_SeveralPartsOfOneComponent_TellOfOneOutageOnce()
    {
        const string Away = "Warning: The log does not answer: gone";
        const string Back = "Information: The log answers again";
        string[] parts = ["traces", "metrics", "logs"];
        ListLogger lines = new();
        FakeTime time = new();
        using TestSettings settings = new(time, lines);
        settings.With(_health);
        _topic.Away = "gone";
        LogPresence[] watches = [.. parts.Select(part => LogPresence.Watch(settings.For("kafka"), _topic, part, cause: "brokers"))];
        await ReceiverFixture.UntilAsync(() => lines.Lines.Count > 0 && _health.Entries.Count(entry => !entry.Value.Ready) == 3);
        Assert.Equal([Away], lines.Lines);

        // One that stops meanwhile neither ends the outage nor holds it open.
        await watches[2].DisposeAsync();
        _topic.Away = null;
        await ReceiverFixture.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return _health.IsReady && lines.Lines.Count > 1;
        });
        Assert.Equal([Away, Back], lines.Lines);

        _topic.Away = "gone";
        await ReceiverFixture.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return lines.Lines.Count > 2 && _health.Entries.Count(entry => !entry.Value.Ready) == 2;
        });
        Assert.Equal([Away, Back, Away], lines.Lines);
        await watches[0].DisposeAsync();
        await watches[1].DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.StopAsync(new CancellationToken(canceled: true));
        }

        _settings.Dispose();
    }

    private async Task StartAsync()
    {
        KafkaReceiverOptions options = new() { Client = { Brokers = ["kafka:9092"] }, MaxBlockDelay = TimeSpan.Zero, ErrorBackoff = Quick };
        Dictionary<Signal, PipelineEntry> next = new() { [Signal.Traces] = new PipelineEntry(_consumer, [], null) };
        _receiver = new KafkaReceiver(_settings.With(_health).For("kafka"), options, next, _topic);
        await _receiver.StartAsync(Token);
    }
}
