// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Collections;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.AttributeActions;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Resource;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;
using ResourceMessage = OpenTelemetry.Proto.Resource.V1.Resource;

namespace OtlpGateway.Processors.Tests.AttributeActions;

/// <summary>Random requests and random actions: the rewriter does what the model does, to the last attribute.</summary>
public sealed class AttributeActionsPropertyTests : IDisposable
{
    private const int Rounds = 400;

    private static readonly Signal[] Signals = [Signal.Traces, Signal.Metrics, Signal.Logs];

    private static readonly ClientContext Client = new()
    {
        Metadata = new Dictionary<string, IReadOnlyList<string>> { ["tenant"] = ["acme", "north"] }.ToFrozenDictionary(),
    };

    private readonly TestSettings _settings = new();

    public void Dispose() => _settings.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Attributes_RandomRequestsAndActions_AsTheModel(int seed)
    {
        var random = new Random(seed);
        var requests = new RandomOtlp(seed);
        var actions = new RandomActions(random);
        for (int round = 0; round < Rounds; round++)
        {
            Signal signal = Signals[round % Signals.Length];
            IMessage request = Prepare(AttributeLists.Parse(signal, requests.Request(signal)), random);
            List<ActionOptions> list = actions.Next();
            IProcessorFactory factory = new AttributesFactory();
            byte[] ours = await ProcessAsync(factory, new AttributesOptions { Actions = list }, signal, request.ToByteArray());

            var model = new AttributeModel(list, Client);
            foreach ((IMessage owner, RepeatedField<KeyValue> attributes) in AttributeLists.In(request).Where(found => AttributeLists.IsItem(found.Owner)).ToList())
            {
                model.Apply(owner is Span span ? span.Attributes : attributes);
            }

            AssertSame(request, signal, ours, list);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Resource_RandomRequestsAndActions_AsTheModel(int seed)
    {
        var random = new Random(seed);
        var requests = new RandomOtlp(seed);
        var actions = new RandomActions(random);
        for (int round = 0; round < Rounds; round++)
        {
            Signal signal = Signals[round % Signals.Length];
            IMessage request = Prepare(AttributeLists.Parse(signal, requests.Request(signal)), random);
            List<ActionOptions> list = actions.Next();
            IProcessorFactory factory = new ResourceFactory();
            byte[] ours = await ProcessAsync(factory, new ResourceOptions { Attributes = list }, signal, request.ToByteArray());

            var model = new AttributeModel(list, Client);
            foreach (ResourceMessage resource in ResourcesOf(request))
            {
                model.Apply(resource.Attributes);
            }

            // A resource without content may be left out or not: it says the same.
            AssertSame(WithResources(request), signal, WithResources(AttributeLists.Parse(signal, ours)).ToByteArray(), list);
        }
    }

    private static IEnumerable<ResourceMessage> ResourcesOf(IMessage request) => request switch
    {
        OpenTelemetry.Proto.Collector.Trace.V1.ExportTraceServiceRequest traces => traces.ResourceSpans.Select(items => items.Resource ??= new ResourceMessage()).ToList(),
        OpenTelemetry.Proto.Collector.Metrics.V1.ExportMetricsServiceRequest metrics => metrics.ResourceMetrics.Select(items => items.Resource ??= new ResourceMessage()).ToList(),
        OpenTelemetry.Proto.Collector.Logs.V1.ExportLogsServiceRequest logs => logs.ResourceLogs.Select(items => items.Resource ??= new ResourceMessage()).ToList(),
        _ => throw new ArgumentException("not an export request", nameof(request)),
    };

    private static IMessage WithResources(IMessage request)
    {
        _ = ResourcesOf(request);
        return request;
    }

    /// <summary>Gives attributes the keys that the actions name, each once, and values that the actions can work with.</summary>
    private static IMessage Prepare(IMessage request, Random random)
    {
        foreach ((_, RepeatedField<KeyValue> attributes) in AttributeLists.In(request).ToList())
        {
            string[] keys = [.. RandomActions.Keys, "other.1", "http.other", "w"];
            random.Shuffle(keys);
            for (int i = attributes.Count - 1; i >= 0; i--)
            {
                if (i >= keys.Length)
                {
                    attributes.RemoveAt(i);
                    continue;
                }

                attributes[i].Key = keys[i];
                Simplify(attributes[i], random);
            }
        }

        return request;
    }

    private static void Simplify(KeyValue attribute, Random random)
    {
        if (random.Next(3) == 0)
        {
            attribute.Value = new AnyValue { StringValue = new[] { "17", "-4", "3.25", "42abc", "joe@mill", "", "x" }[random.Next(7)] };
        }
        else if (attribute.Value is { } value)
        {
            RoundNumbers(value, random);
        }
    }

    // Doubles that every way of printing prints alike; the exotic ones have a test of their own.
    private static void RoundNumbers(AnyValue value, Random random)
    {
        switch (value.ValueCase)
        {
            case AnyValue.ValueOneofCase.DoubleValue:
                value.DoubleValue = random.Next(-100_000, 100_000) / 8.0;
                break;
            case AnyValue.ValueOneofCase.ArrayValue:
                value.ArrayValue.Values.ToList().ForEach(item => RoundNumbers(item, random));
                break;
            case AnyValue.ValueOneofCase.KvlistValue:
                value.KvlistValue.Values.Where(pair => pair.Value is not null).ToList().ForEach(pair => RoundNumbers(pair.Value, random));
                break;
            default:
                break;
        }
    }

    private static void AssertSame(IMessage expected, Signal signal, byte[] ours, List<ActionOptions> actions)
    {
        IMessage sorted = AttributeLists.Sorted(AttributeLists.Parse(signal, ours));
        Assert.True(
            AttributeLists.Sorted(expected).Equals(sorted),
            $"{string.Join('\n', actions.Select(action => $"{action.Action} {action.Key} {action.Pattern} from {action.FromAttribute}{action.FromContext} {action.ConvertedType}"))}\nexpected {expected}\ngot      {sorted}");
    }

    private async Task<byte[]> ProcessAsync(IProcessorFactory factory, object options, Signal signal, byte[] request)
    {
        var next = new ScriptedConsumer();
        IProcessor processor = factory.Create(_settings.For("attributes"), options, signal, next);
        using TelemetryBatch batch = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(request), 1, Client);
        Assert.Equal(Outcome.Accepted, await processor.ConsumeAsync(batch, TestContext.Current.CancellationToken));
        return next.Deliveries.Single().Bytes;
    }
}
