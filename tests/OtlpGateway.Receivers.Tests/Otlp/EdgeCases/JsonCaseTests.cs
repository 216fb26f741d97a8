// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Case 25 and cases 60 to 68: OTLP/JSON.</summary>
public sealed class JsonCaseTests
{
    private const string Id = "\"traceId\":\"0102030405060708090A0b0c0d0e0f10\",\"spanId\":\"0102030405060708\"";

    public static TheoryData<string, string, int, int> Texts => new()
    {
        { "60a null", "null", 400, 0 },
        { "60b array", "[]", 400, 0 },
        { "60c string", "\"\"", 400, 0 },
        { "60d empty object", "{}", 200, 0 },
        { "61a number", Span("\"startTimeUnixNano\":1790000000000000000"), 200, 1 },
        { "61b string", Span("\"startTimeUnixNano\":\"1790000000000000000\""), 200, 1 },
        { "61c exponent", Span("\"startTimeUnixNano\":1e3"), 200, 1 },
        { "61d fraction", Span("\"startTimeUnixNano\":1.0"), 200, 1 },
        { "61e out of range", Span("\"startTimeUnixNano\":1e21"), 400, 0 },
        { "61f minus zero", Span("\"startTimeUnixNano\":-0"), 200, 1 },
        { "61g leading space", Span("\"startTimeUnixNano\":\" 1\""), 400, 0 },
        { "63a snake case", "{\"resource_spans\":[{\"scope_spans\":[{\"spans\":[{\"trace_id\":\"0102030405060708090A0b0c0d0e0f10\",\"span_id\":\"0102030405060708\"}]}]}]}", 200, 1 },
        { "63b duplicate keys", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + Id + ",\"name\":\"a\",\"name\":\"b\"}]}],\"scopeSpans\":[{\"spans\":[{" + Id + "}]}]}]}", 200, 2 },
        { "64a enum name", Span("\"kind\":\"SPAN_KIND_SERVER\""), 200, 1 },
        { "64b unknown enum name", Span("\"kind\":\"SPAN_KIND_TABLE\""), 400, 0 },
        { "65a id in base64", "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"AQIDBAUGBwgJCgsMDQ4PEA==\"}]}]}]}", 400, 0 },
        { "65b upper-case id", Span("\"name\":\"upper case above\""), 200, 1 },
        { "65c empty parent", Span("\"parentSpanId\":\"\""), 200, 1 },
        { "65d odd length", Span("\"parentSpanId\":\"123\""), 400, 0 },
        { "66a base64 without padding", Span(BytesValue("AQI")), 200, 1 },
        { "66b base64 of the other alphabet", Span(BytesValue("-_8=")), 200, 1 },
        { "66c base64 with a space", Span(BytesValue("AQ I=")), 400, 0 },
        { "67c lone surrogate", Span("\"name\":\"\\ud800\""), 200, 1 },
        { "68a text behind the object", Span("\"name\":\"x\"") + "{}", 400, 0 },
        { "68b truncated", Span("\"name\":\"x\"")[..^2], 400, 0 },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Cases60To68_JsonText_IsAnsweredAsListed(string name, string json, int status, int delivered)
    {
        Assert.NotEmpty(name);
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.PostJsonAsync(Signal.Traces, json);

        AssertJson(reply, status);
        Assert.Equal(delivered, host.Pipeline.Deliveries.Sum(delivery => delivery.ItemCount));
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case25_NestedTooDeep_IsMalformed()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply arrays = await host.PostJsonAsync(Signal.Traces, new string('[', 100_000));
        HttpReply objects = await host.PostJsonAsync(Signal.Traces, string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));

        AssertJson(arrays, 400);
        AssertJson(objects, 400);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("62a bare NaN", "NaN", 400, 0, 0)]
    [InlineData("62b quoted NaN", "\"NaN\"", 200, 1, 0)]
    [InlineData("62c null", "null", 200, 0, 1)]
    public async Task Case62_Double_IsAnsweredAsListed(string name, string value, int status, int delivered, int rejected)
    {
        Assert.NotEmpty(name);
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.PostJsonAsync(
            Signal.Metrics,
            $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"timeUnixNano":"5","asDouble":{{{value}}}}]}}]}]}]}""");

        AssertJson(reply, status, rejected);
        Assert.Equal(delivered, host.Pipeline.Deliveries.Sum(delivery => delivery.ItemCount));
        if (delivered == 1)
        {
            ExportMetricsServiceRequest request = ExportMetricsServiceRequest.Parser.ParseFrom(host.Pipeline.Deliveries.Single().Bytes);
            Assert.True(double.IsNaN(request.ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Gauge.DataPoints[0].AsDouble));
        }

        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case67_ByteOrderMarks_Utf8IsSkippedUtf16IsMalformed()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        string json = Span("\"name\":\"x\"");
        string path = ReceiverHost.HttpPath(Signal.Traces);

        HttpReply utf8 = await host.SendAsync(HttpMethod.Post, path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(json)], "application/json");
        HttpReply utf16 = await host.SendAsync(HttpMethod.Post, path, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(json)], "application/json");

        AssertJson(utf8, 200);
        AssertJson(utf16, 400);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Export_JsonBeyondTheBudget_IsRefusedForNowAndNothingIsHeld()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(budgetBytes: 6_000);

        HttpReply reply = await host.PostJsonAsync(Signal.Traces, Span($"\"name\":\"{new string('x', 3_500)}\""));

        Assert.Equal(503, reply.Status);
        Assert.Equal("1", reply.Headers["retry-after"]);
        await host.AssertNothingHeldAsync();
    }

    private static void AssertJson(HttpReply reply, int status, int rejected = 0)
    {
        Assert.Equal(status, reply.Status);
        Assert.Equal("application/json", reply.ContentType);
        using JsonDocument document = JsonDocument.Parse(reply.Body);
        if (status == 400)
        {
            Assert.Equal(3, document.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(document.RootElement.GetProperty("message").GetString()!);
        }
        else if (rejected > 0)
        {
            Assert.Equal($"{rejected}", document.RootElement.GetProperty("partialSuccess").GetProperty("rejectedDataPoints").GetString());
        }
        else
        {
            Assert.Equal("{}", reply.Text);
        }
    }

    private static string Span(string more) => "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + Id + "," + more + "}]}]}]}";

    private static string BytesValue(string base64) => "\"attributes\":[{\"key\":\"k\",\"value\":{\"bytesValue\":\"" + base64 + "\"}}]";
}
