// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.Testing.Kafka;
using OtlpGateway.Tests.Process;
using Xunit;

namespace OtlpGateway.Tests.Compat;

/// <summary>
/// The published configurations at work, on brokers of librdkafka's own: only addresses are set. What a span becomes on the
/// topic is what readers of the Collector's <c>otlp_json</c> expect.
/// </summary>
public sealed class CompatKafkaTests : IDisposable
{
    private const long Start = 1_760_000_000_123_456_789;

    private readonly MockKafkaCluster _brokers = MockKafkaCluster.Start(1);
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _brokers.Dispose();
    }

    [Theory]
    [InlineData("kafka-json-lz4.yaml", "otel-spans")]
    [InlineData("kafka-json-snappy.yaml", "otel-traces-raw")]
    [InlineData("kafka-json-zstd.yaml", "otel-traces-lake")]
    public async Task Run_GrpcToKafka_PutsTheCollectorsJsonOnTheTopic(string name, string topic)
    {
        int port = FreePort.Next();
        await using GatewayProcess gateway = await StartAsync(name, $"receivers.otlp.protocols.grpc.endpoint=127.0.0.1:{port}");
        await ExportOverGrpcAsync(port);

        using JsonDocument message = await ReadJsonAsync(topic);
        AssertSpan(message, attributes: 2);
        gateway.Signal(PosixSignal.SIGTERM);
        await gateway.ExitsWithAsync(0);
    }

    [Fact]
    public async Task Run_HttpWithAttributes_AddsThemBeforeKafka()
    {
        int port = FreePort.Next();
        await using GatewayProcess gateway = await StartAsync("http-attributes-kafka.yaml", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{port}");
        await ExportOverHttpAsync(port);

        using JsonDocument message = await ReadJsonAsync("otel-spans");
        JsonElement span = AssertSpan(message, attributes: 4);
        Assert.Equal("""{"key":"env","value":{"stringValue":"production"}}""", span.GetProperty("attributes")[2].GetRawText());
        Assert.Equal("""{"key":"tenant_id","value":{"stringValue":"acme"}}""", span.GetProperty("attributes")[3].GetRawText());
    }

    [Fact]
    public async Task Run_KafkaExporterWithItsDefaults_PutsProtobufOnTheCollectorsTopic()
    {
        int port = FreePort.Next();
        await using GatewayProcess gateway = await StartAsync(
            "kafka-exporter.yaml", "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:0", $"receivers.otlp.protocols.http.endpoint=127.0.0.1:{port}");
        await ExportOverHttpAsync(port);

        byte[] value = Assert.Single(await TopicRecords.ReadAsync(_brokers.BootstrapServers, "otlp_spans"));
        Assert.Equal(Request(), ExportTraceServiceRequest.Parser.ParseFrom(value));
    }

    private static ExportTraceServiceRequest Request() => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = new Resource { Attributes = { Text("service.name", "checkout") } },
                ScopeSpans =
                {
                    new ScopeSpans
                    {
                        Scope = new InstrumentationScope { Name = "io.shop", Version = "1.2" },
                        Spans =
                        {
                            new Span
                            {
                                TraceId = ByteString.CopyFrom(Convert.FromHexString("5b8efff798038103d269b633813fc60c")),
                                SpanId = ByteString.CopyFrom(Convert.FromHexString("eee19b7ec3c1b174")),
                                ParentSpanId = ByteString.CopyFrom(Convert.FromHexString("eee19b7ec3c1b173")),
                                Name = "GET /cart",
                                Kind = Span.Types.SpanKind.Server,
                                StartTimeUnixNano = (ulong)Start,
                                EndTimeUnixNano = (ulong)Start + 1,
                                Attributes = { Text("http.route", "/cart"), new KeyValue { Key = "http.response.status_code", Value = new AnyValue { IntValue = 200 } } },
                                Status = new Status { Code = Status.Types.StatusCode.Error, Message = "no" },
                            },
                        },
                    },
                },
            },
        },
    };

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static JsonElement AssertSpan(JsonDocument message, int attributes)
    {
        JsonElement resource = message.RootElement.GetProperty("resourceSpans")[0];
        Assert.Equal("""{"key":"service.name","value":{"stringValue":"checkout"}}""", resource.GetProperty("resource").GetProperty("attributes")[0].GetRawText());
        JsonElement scope = resource.GetProperty("scopeSpans")[0];
        Assert.Equal("io.shop", scope.GetProperty("scope").GetProperty("name").GetString());
        JsonElement span = scope.GetProperty("spans")[0];
        Assert.Equal("5b8efff798038103d269b633813fc60c", span.GetProperty("traceId").GetString());
        Assert.Equal("eee19b7ec3c1b174", span.GetProperty("spanId").GetString());
        Assert.Equal("eee19b7ec3c1b173", span.GetProperty("parentSpanId").GetString());
        Assert.Equal("GET /cart", span.GetProperty("name").GetString());
        Assert.Equal(2, span.GetProperty("kind").GetInt32());
        Assert.Equal("1760000000123456789", span.GetProperty("startTimeUnixNano").GetString());
        Assert.Equal("1760000000123456790", span.GetProperty("endTimeUnixNano").GetString());
        Assert.Equal(2, span.GetProperty("status").GetProperty("code").GetInt32());
        Assert.Equal("no", span.GetProperty("status").GetProperty("message").GetString());
        Assert.Equal(attributes, span.GetProperty("attributes").GetArrayLength());
        Assert.Equal("""{"key":"http.route","value":{"stringValue":"/cart"}}""", span.GetProperty("attributes")[0].GetRawText());
        Assert.Equal("""{"key":"http.response.status_code","value":{"intValue":"200"}}""", span.GetProperty("attributes")[1].GetRawText());
        return span;
    }

    private async Task<JsonDocument> ReadJsonAsync(string topic) =>
        JsonDocument.Parse(Assert.Single(await TopicRecords.ReadAsync(_brokers.BootstrapServers, topic)));

    private async Task<GatewayProcess> StartAsync(string name, params string[] overrides)
    {
        GatewayProcess gateway = GatewayProcess.Start(
        [
            "--config", Repository.PathOf("config", "compat", name),
            "--set", $"exporters.kafka.brokers=[{string.Join(',', _brokers.BootstrapServers.Select(broker => $"\"{broker}\""))}]",
            "--set", "service.telemetry.metrics.level=none",
            .. overrides.SelectMany(value => new[] { "--set", value }),
        ]);
        await gateway.WaitForLogAsync("Everything is ready");
        return gateway;
    }

    private async Task ExportOverHttpAsync(int port)
    {
        using ByteArrayContent content = new(Request().ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using HttpResponseMessage response = await _http.PostAsync(new Uri($"http://127.0.0.1:{port}/v1/traces"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task ExportOverGrpcAsync(int port)
    {
        byte[] message = Request().ToByteArray();
        byte[] frame = [0, 0, 0, 0, 0, .. message];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        using ByteArrayContent content = new(frame);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        using HttpResponseMessage response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["0"], response.TrailingHeaders.GetValues("grpc-status"));
    }
}
