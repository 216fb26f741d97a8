// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Resource;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Benchmarks.Processors;

/// <summary>Whole processors on 1,000 spans of about 700 bytes, against Google.Protobuf doing the same.</summary>
internal sealed class ProcessorBenchmarks : IBenchmarkGroup
{
    private const int Spans = 1000;

    private const string Change =
        "actions: [{key: env, value: production, action: insert}, {key: tenant_id, value: acme, action: insert}, {key: user_agent.original, action: delete}]";

    private const string Nothing = "actions: [{key: env, action: delete}, {pattern: '^vendor\\.', action: delete}]";

    private const string Zone = "attributes: [{key: zone, value: eu-1, action: upsert}]";

    public string Name => "processors";

    public void Run(BenchmarkRunner runner)
    {
        byte[] request = SampleTraces.Make(Spans).ToByteArray();
        var work = new Workload(Spans, request.Length);
        using TestSettings settings = new(TimeProvider.System, NullLogger.Instance);
        using TelemetryBatch batch = TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request), Spans, ClientContext.None);
        using var writer = new ProtobufWriter(2 * request.Length);
        int expected = ChangeObjects(request, writer);
        var next = new LengthConsumer();
        IProcessor change = Create<AttributesOptions>(new AttributesFactory(), Change, settings, next);
        IProcessor nothing = Create<AttributesOptions>(new AttributesFactory(), Nothing, settings, next);
        IProcessor zone = Create<ResourceOptions>(new ResourceFactory(), Zone, settings, next);

        runner.Ratio(
            "processors.attributes",
            work,
            () => next.Expect(change.ConsumeAsync(batch, CancellationToken.None), expected),
            () => ChangeObjects(request, writer));
        runner.Measure(
            "processors.attributes.unchanged", work, () => next.Expect(nothing.ConsumeAsync(batch, CancellationToken.None), request.Length));
        runner.Measure(
            "processors.resource", work, () => next.Expect(zone.ConsumeAsync(batch, CancellationToken.None), request.Length + 16));
    }

    private static IProcessor Create<TOptions>(IProcessorFactory factory, string yaml, TestSettings settings, IBatchConsumer next)
        where TOptions : class, new() =>
        factory.Create(settings.For("benchmark"), OptionsBinder.BindYaml<TOptions>(yaml, new ConfigDiagnostics()), Signal.Traces, next);

    private static int ChangeObjects(byte[] request, ProtobufWriter writer)
    {
        ExportTraceServiceRequest parsed = ExportTraceServiceRequest.Parser.ParseFrom(request);
        foreach (Span span in parsed.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            InsertIfAbsent(span, "env", "production");
            InsertIfAbsent(span, "tenant_id", "acme");
            for (int index = span.Attributes.Count - 1; index >= 0; index--)
            {
                if (span.Attributes[index].Key == "user_agent.original")
                {
                    span.Attributes.RemoveAt(index);
                }
            }
        }

        writer.Clear();
        parsed.WriteTo(writer);
        return writer.Length;
    }

    private static void InsertIfAbsent(Span span, string key, string value)
    {
        foreach (KeyValue attribute in span.Attributes)
        {
            if (attribute.Key == key)
            {
                return;
            }
        }

        span.Attributes.Add(new KeyValue { Key = key, Value = new AnyValue { StringValue = value } });
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private sealed class LengthConsumer : IBatchConsumer
    {
        private int _length;

        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            _length = batch.Bytes.Length;
            return ValueTask.FromResult(Outcome.Accepted);
        }

        public void Expect(in ValueTask<Outcome> answer, int length)
        {
            if (!answer.IsCompletedSuccessfully || _length != length)
            {
                throw new InvalidOperationException($"expected {length}, got {_length}");
            }
        }
    }
}
