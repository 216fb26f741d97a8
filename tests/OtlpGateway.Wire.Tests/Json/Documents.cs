// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

/// <summary>Builds requests around the fragment that a test is about, and transcodes them.</summary>
internal static class Documents
{
    public static string Span(string fields) =>
        $$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{fields}}}]}]}]}""";

    public static string Metric(string fields) =>
        $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{{{fields}}}]}]}]}""";

    public static string Value(string value) => Span($$$"""{"attributes":[{"key":"k","value":{{{value}}}}]}""");

    public static JsonResult Transcode(string json, Signal signal = Signal.Traces) => Transcode(Encoding.UTF8.GetBytes(json), signal);

    public static JsonResult Transcode(ReadOnlySpan<byte> json, Signal signal = Signal.Traces)
    {
        using ProtobufWriter wire = new();
        JsonResult result = OtlpJsonReader.Transcode(signal, json, wire);
        Assert.True(result.IsSuccess || wire.Length == 0, "a refused request left bytes behind");
        Assert.Equal(result.IsSuccess, result.Message is null);
        Assert.True(result.Message is null || result.Message.Length <= JsonResult.MaxMessageLength);
        return result;
    }

    public static ExportTraceServiceRequest Traces(string json) =>
        (ExportTraceServiceRequest)Oracle.Read(Signal.Traces, Encoding.UTF8.GetBytes(json));

    public static ExportMetricsServiceRequest Metrics(string json) =>
        (ExportMetricsServiceRequest)Oracle.Read(Signal.Metrics, Encoding.UTF8.GetBytes(json));

    public static ExportLogsServiceRequest Logs(string json) =>
        (ExportLogsServiceRequest)Oracle.Read(Signal.Logs, Encoding.UTF8.GetBytes(json));

    public static Span ReadSpan(string fields) =>
        Assert.Single(Assert.Single(Assert.Single(Traces(Span(fields)).ResourceSpans).ScopeSpans).Spans);

    public static Metric ReadMetric(string fields) =>
        Assert.Single(Assert.Single(Assert.Single(Metrics(Metric(fields)).ResourceMetrics).ScopeMetrics).Metrics);

    public static AnyValue ReadValue(string value) =>
        Assert.Single(ReadSpan($$$"""{"attributes":[{"key":"k","value":{{{value}}}}]}""").Attributes).Value;

    /// <summary>The wire form of one integer point given as this JSON value.</summary>
    public static JsonFault IntegerFault(string value) =>
        Transcode(Metric($$$"""{"gauge":{"dataPoints":[{"asInt":{{{value}}}}]}}"""), Signal.Metrics).Fault;

    public static long ReadInteger(string value) =>
        Assert.Single(ReadMetric($$$"""{"gauge":{"dataPoints":[{"asInt":{{{value}}}}]}}""").Gauge.DataPoints).AsInt;
}
