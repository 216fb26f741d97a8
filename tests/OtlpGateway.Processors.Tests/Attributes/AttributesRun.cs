// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Attributes;
using OtlpGateway.Processors.Resource;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Processors.Tests.Attributes;

/// <summary>One request through a processor that is configured by YAML.</summary>
internal static class AttributesRun
{
    public static T Process<T>(string yaml, T request, ClientContext? client = null)
        where T : IMessage<T>, new()
    {
        Signal signal = request switch
        {
            ExportTraceServiceRequest => Signal.Traces,
            ExportMetricsServiceRequest => Signal.Metrics,
            _ => Signal.Logs,
        };
        byte[] bytes = Process(yaml, signal, request.ToByteArray(), client).Bytes;
        T processed = new();
        processed.MergeFrom(bytes);
        return processed;
    }

    /// <summary>A section that starts with <c>attributes</c> is a resource processor's.</summary>
    public static Delivery Process(string yaml, Signal signal, byte[] request, ClientContext? client = null)
    {
        using TestSettings settings = new();
        var next = new ScriptedConsumer();
        IProcessor processor = Create(yaml, settings, signal, next);
        using TelemetryBatch batch = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(request), 1, client ?? ClientContext.None);
        ValueTask<Outcome> answer = processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(answer.IsCompletedSuccessfully);
        return next.Deliveries.Single();
    }

    public static IProcessor Create(string yaml, TestSettings settings, Signal signal, IBatchConsumer next)
    {
        ConfigDiagnostics diagnostics = new();
        bool isResource = yaml.TrimStart().StartsWith("attributes", StringComparison.Ordinal);
        object options = isResource
            ? OptionsBinder.BindYaml<ResourceOptions>(yaml, diagnostics)
            : OptionsBinder.BindYaml<AttributesOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        IProcessorFactory factory = isResource ? new ResourceFactory() : new AttributesFactory();
        return factory.Create(settings.For("attributes"), options, signal, next);
    }
}
