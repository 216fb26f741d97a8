// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Connectors.Forward;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Tests.Connectors;

public sealed class ForwardConnectorTests
{
    [Fact]
    public async Task Consume_AnyOutcome_IsTheOneOfThePipelinesBehindIt()
    {
        Outcome[] outcomes = [Outcome.Accepted, Outcome.Retry(Reasons.QueueFull, "full"), Outcome.Rejected(Reasons.TooLarge, "large")];
        using var settings = new TestSettings();
        var next = new ScriptedConsumer().Then(outcomes);
        var factory = new ForwardConnectorFactory();
        IConnector connector = ((IConnectorFactory)factory).Create(
            settings.For("forward"),
            new ForwardOptions(),
            Signal.Logs,
            new Dictionary<Signal, PipelineEntry> { [Signal.Logs] = new(next, [], null) });
        var batches = new BatchFactory();
        foreach (Outcome outcome in outcomes)
        {
            using TelemetryBatch batch = batches.Make(Signal.Logs);
            Assert.Equal(outcome, await connector.ConsumeAsync(batch, TestContext.Current.CancellationToken));
        }

        Assert.Equal([Signal.Logs], factory.Emits(Signal.Logs));
        Assert.Equal(3, next.Calls);
        Assert.Empty(batches.Held());
        await connector.StopAsync(TestContext.Current.CancellationToken);
        await connector.StopAsync(TestContext.Current.CancellationToken);
    }
}
