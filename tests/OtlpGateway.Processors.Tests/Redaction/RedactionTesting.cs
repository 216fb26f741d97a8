// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Processors.Redaction;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;
using ResourceMessage = OpenTelemetry.Proto.Resource.V1.Resource;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>Messages through a redaction processor that is configured by YAML.</summary>
internal static class RedactionTesting
{
    public static IProcessor Create(string yaml, TestSettings settings, Signal signal, IBatchConsumer next)
    {
        ConfigDiagnostics diagnostics = new();
        RedactionOptions options = OptionsBinder.BindYaml<RedactionOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return ((IProcessorFactory)new RedactionFactory()).Create(settings.For("redaction"), options, signal, next);
    }

    public static T Process<T>(string yaml, T request)
        where T : IMessage<T>, new()
    {
        Delivery delivery = Deliver(yaml, request) ?? throw new InvalidOperationException("nothing was delivered");
        T processed = new();
        processed.MergeFrom(delivery.Bytes);
        return processed;
    }

    /// <summary>What came out behind the processor, or null.</summary>
    public static Delivery? Deliver<T>(string yaml, T request, int items = 1)
        where T : IMessage<T>
    {
        Signal signal = request switch
        {
            ExportTraceServiceRequest => Signal.Traces,
            ExportMetricsServiceRequest => Signal.Metrics,
            _ => Signal.Logs,
        };
        using TestSettings settings = new();
        var next = new ScriptedConsumer();
        IProcessor processor = Create(yaml, settings, signal, next);
        using TelemetryBatch batch = TelemetryBatch.Create(signal, PooledBuffer.CopyOf(request.ToByteArray()), items, ClientContext.None);
        ValueTask<Outcome> answer = processor.ConsumeAsync(batch, TestContext.Current.CancellationToken);
        Assert.True(answer.IsCompletedSuccessfully && answer.Result.IsSuccess);
        return next.Deliveries.SingleOrDefault();
    }

    /// <summary>The attributes of a span, as <c>key=value</c> in their order.</summary>
    public static string AttributesOf(string yaml, params (string Key, object Value)[] attributes) =>
        Show(Process(yaml, Request(new Span { Attributes = { attributes.Select(Attribute) } })).ResourceSpans[0].ScopeSpans[0].Spans[0].Attributes);

    /// <summary>A log record's body, as text.</summary>
    public static string Body(string yaml, object body) => Show(Record(yaml, body).Body);

    public static LogRecord Record(string yaml, object body) =>
        Process(yaml, Request(new LogRecord { Body = Value(body) })).ResourceLogs[0].ScopeLogs[0].LogRecords[0];

    public static Span Redact(string yaml, Span span) => Process(yaml, Request(span)).ResourceSpans[0].ScopeSpans[0].Spans[0];

    public static Metric Redact(string yaml, Metric metric) => Process(yaml, Request(metric)).ResourceMetrics[0].ScopeMetrics[0].Metrics[0];

    public static ExportTraceServiceRequest Request(params Span[] spans) =>
        new() { ResourceSpans = { new ResourceSpans { Resource = new ResourceMessage(), ScopeSpans = { new ScopeSpans { Spans = { spans } } } } } };

    public static ExportLogsServiceRequest Request(params LogRecord[] records) =>
        new() { ResourceLogs = { new ResourceLogs { Resource = new ResourceMessage(), ScopeLogs = { new ScopeLogs { LogRecords = { records } } } } } };

    public static ExportMetricsServiceRequest Request(params Metric[] metrics) =>
        new() { ResourceMetrics = { new ResourceMetrics { Resource = new ResourceMessage(), ScopeMetrics = { new ScopeMetrics { Metrics = { metrics } } } } } };

    public static KeyValue Attribute((string Key, object Value) attribute) => new() { Key = attribute.Key, Value = Value(attribute.Value) };

    public static AnyValue Value(object value) => value switch
    {
        AnyValue any => any,
        string text => new AnyValue { StringValue = text },
        long number => new AnyValue { IntValue = number },
        int number => new AnyValue { IntValue = number },
        double number => new AnyValue { DoubleValue = number },
        bool flag => new AnyValue { BoolValue = flag },
        byte[] bytes => new AnyValue { BytesValue = ByteString.CopyFrom(bytes) },
        (string, object)[] map => new AnyValue { KvlistValue = new KeyValueList { Values = { map.Select(Attribute) } } },
        object[] array => new AnyValue { ArrayValue = new ArrayValue { Values = { array.Select(Value) } } },
        _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
    };

    public static string Show(IEnumerable<KeyValue> attributes) => string.Join("; ", attributes.Select(attribute => $"{attribute.Key}={Show(attribute.Value)}"));

    public static string Show(AnyValue? value) => value?.ValueCase switch
    {
        null or AnyValue.ValueOneofCase.None => "",
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => $"int {value.IntValue}",
        AnyValue.ValueOneofCase.DoubleValue => $"double {value.DoubleValue}",
        AnyValue.ValueOneofCase.BoolValue => $"bool {value.BoolValue}",
        AnyValue.ValueOneofCase.BytesValue => $"bytes {value.BytesValue.ToStringUtf8()}",
        AnyValue.ValueOneofCase.ArrayValue => $"[{string.Join(", ", value.ArrayValue.Values.Select(Show))}]",
        _ => $"{{{Show(value.KvlistValue.Values)}}}",
    };
}
