// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Wire.Tests.Json;

public sealed class OtlpJsonResponsesTests
{
    [Theory]
    [InlineData(Signal.Traces, 0, null, "{}")]
    [InlineData(Signal.Traces, 0, "", "{}")]
    [InlineData(Signal.Traces, 3, "bad \"ids\"", """{"partialSuccess":{"rejectedSpans":"3","errorMessage":"bad \"ids\""}}""")]
    [InlineData(Signal.Metrics, 1, null, """{"partialSuccess":{"rejectedDataPoints":"1"}}""")]
    [InlineData(Signal.Logs, 2, null, """{"partialSuccess":{"rejectedLogRecords":"2"}}""")]
    [InlineData(Signal.Profiles, 1, null, """{"partialSuccess":{"rejectedProfiles":"1"}}""")]
    [InlineData(Signal.Logs, 0, "a warning", """{"partialSuccess":{"errorMessage":"a warning"}}""")]
    public void WriteExportResponse_Outcome_IsWrittenAndReadBack(Signal signal, long rejected, string? message, string expected)
    {
        using ProtobufWriter json = new();
        OtlpJsonResponses.WriteExportResponse(json, signal, rejected, message);
        Assert.Equal(expected, Encoding.UTF8.GetString(json.WrittenSpan));
        Assert.True(OtlpJsonResponses.TryReadExportResponse(signal, json.WrittenMemory, out long readRejected, out string readMessage));
        Assert.Equal((rejected, message ?? ""), (readRejected, readMessage));
    }

    [Fact]
    public void WriteExportResponse_Partial_IsWhatTheGeneratedParserExpects()
    {
        Assert.Equal(4, JsonParser.Default.Parse<ExportTraceServiceResponse>(Partial(Signal.Traces)).PartialSuccess.RejectedSpans);
        Assert.Equal(4, JsonParser.Default.Parse<ExportMetricsServiceResponse>(Partial(Signal.Metrics)).PartialSuccess.RejectedDataPoints);
        Assert.Equal(4, JsonParser.Default.Parse<ExportLogsServiceResponse>(Partial(Signal.Logs)).PartialSuccess.RejectedLogRecords);
    }

    [Theory]
    [InlineData(null, """{"code":14,"message":"full"}""")]
    [InlineData(1.5, """{"code":14,"message":"full","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}""")]
    [InlineData(30.0, """{"code":14,"message":"full","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"30s"}]}""")]
    public void WriteStatus_WithAndWithoutDelay_IsWrittenAndReadBack(double? seconds, string expected)
    {
        TimeSpan? delay = seconds is { } s ? TimeSpan.FromSeconds(s) : null;
        using ProtobufWriter json = new();
        OtlpJsonResponses.WriteStatus(json, 14, "full", delay);
        Assert.Equal(expected, Encoding.UTF8.GetString(json.WrittenSpan));
        Assert.True(OtlpJsonResponses.TryReadStatus(json.WrittenMemory, out int code, out string message, out TimeSpan? readDelay));
        Assert.Equal((14, "full", delay), (code, message, readDelay));
    }

    [Theory]
    [InlineData("""{"message":"m"}""", 2, "m")]
    [InlineData("""{"code":"3","message":null,"details":{}}""", 3, "")]
    [InlineData("""{"code":8,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"-1s"}]}""", 8, "")]
    [InlineData("""{"code":8,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1e300s"}]}""", 8, "")]
    public void TryReadStatus_OtherForms_AreUnderstood(string json, int code, string message)
    {
        Assert.True(OtlpJsonResponses.TryReadStatus(Encoding.UTF8.GetBytes(json), out int readCode, out string readMessage, out TimeSpan? delay));
        Assert.Equal((code, message, null), (readCode, readMessage, delay));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{\"details\":[1]}")]
    public void TryReadStatus_SomethingElse_ReturnsFalse(string json) =>
        Assert.False(OtlpJsonResponses.TryReadStatus(Encoding.UTF8.GetBytes(json), out _, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"partialSuccess\":3}")]
    [InlineData("{\"partialSuccess\":{\"rejectedSpans\":\"x\"}}")]
    [InlineData("{\"partialSuccess\":{\"rejectedSpans\":{}}}")]
    public void TryReadExportResponse_SomethingElse_ReturnsFalse(string json) =>
        Assert.False(OtlpJsonResponses.TryReadExportResponse(Signal.Traces, Encoding.UTF8.GetBytes(json), out _, out _));

    private static string Partial(Signal signal)
    {
        using ProtobufWriter json = new();
        OtlpJsonResponses.WriteExportResponse(json, signal, 4, "m");
        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
