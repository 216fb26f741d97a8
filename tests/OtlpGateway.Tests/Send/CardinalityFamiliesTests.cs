// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Send.Cardinality;
using OtlpGateway.Send.Templates;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Tests.Send;

/// <summary>The families of the cardinality scenario through the processor, with the options that its README shows.</summary>
public sealed class CardinalityFamiliesTests
{
    private const int Clients = 12;
    private const int Rounds = 15;
    private const int Points = 120;

    [Fact]
    public async Task Process_EveryFamily_IsLeftWithItsTemplatesAlone()
    {
        using TestSettings settings = new();
        ScriptedConsumer next = new();
        IProcessor processor = Create(settings, next);
        await processor.StartAsync(TestContext.Current.CancellationToken);
        long now = 1_763_633_472_000_000_000;
        CardinalityClient[] clients = [.. Enumerable.Range(0, Clients).Select(number => new CardinalityClient("run", number, Points, new Random(number), now))];
        HashSet<(string Metric, string Label, string Template)> expected = [];
        for (int round = 0; round < Rounds; round++)
        {
            foreach (CardinalityClient client in clients)
            {
                (RequestTemplate request, IReadOnlyList<Increment> increments) = client.NextRound(now += 1_000_000);
                using TelemetryBatch batch = TelemetryBatch.Create(Signal.Metrics, PooledBuffer.CopyOf(request.Message.Span), request.Items, ClientContext.None);
                Assert.Equal(Outcome.Accepted, await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken));
                expected.UnionWith(increments.Select(increment => (increment.Family.Name, increment.Template.Length > 0 ? increment.Family.Label : "", increment.Template)));
            }
        }

        await processor.StopAsync(TestContext.Current.CancellationToken);
        HashSet<(string Metric, string Label, string Template)> found = [.. next.Deliveries.SelectMany(delivery => Labels(delivery.Bytes))];
        Assert.Equal(expected.Order(), found.Order());
        Assert.Equal(8, found.Select(label => label.Metric).Distinct().Count());
        Assert.Equal(Clients * Rounds, next.Deliveries.Count);
    }

    private static IProcessor Create(TestSettings settings, IBatchConsumer next)
    {
        ConfigDiagnostics diagnostics = new();
        CardinalityOptions options = OptionsBinder.BindYaml<CardinalityOptions>(ReadmeOptions(), diagnostics);
        Assert.Empty(diagnostics.Errors);
        options.Decisions = null;
        IProcessorFactory factory = new CardinalityFactory();
        return factory.Create(settings.For("cardinality"), options, Signal.Metrics, next);
    }

    private static string ReadmeOptions()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("src", "OtlpGateway.Processors", "Cardinality", "README.md"));
        string[] example = [.. lines.SkipWhile(line => line != "  cardinality:").Skip(1).TakeWhile(line => line != "```")];
        Assert.NotEmpty(example);
        return string.Join('\n', example);
    }

    /// <summary>What each point has beside <c>env</c> and <c>region</c>: one label, or none.</summary>
    private static IEnumerable<(string Metric, string Label, string Template)> Labels(byte[] request)
    {
        foreach (Metric metric in ExportMetricsServiceRequest.Parser.ParseFrom(request).ResourceMetrics[0].ScopeMetrics[0].Metrics)
        {
            IEnumerable<IEnumerable<KeyValue>> points = metric.DataCase switch
            {
                Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => point.Attributes),
                Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(point => point.Attributes),
                _ => metric.Histogram.DataPoints.Select(point => point.Attributes),
            };
            foreach (IEnumerable<KeyValue> attributes in points)
            {
                Assert.Equal(["prod", "us-east"], attributes.Where(attribute => attribute.Key is "env" or "region").Select(attribute => attribute.Value.StringValue));
                KeyValue? label = attributes.SingleOrDefault(attribute => attribute.Key is not ("env" or "region"));
                yield return (metric.Name, label?.Key ?? "", label?.Value.StringValue ?? "");
            }
        }
    }
}
