// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using RpcRetryInfo = Google.Rpc.RetryInfo;
using RpcStatusMessage = Google.Rpc.Status;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Cases 69 to 76 and the HTTP side of 82, 84 and 85.</summary>
public sealed class HttpCaseTests
{
    private const string Traces = "/v1/traces";
    private const string Protobuf = "application/x-protobuf";

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/protobuf")]
    [InlineData("application/grpc")]
    public async Task Case69_ContentType_IsUnsupported(string? contentType)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.SendAsync(HttpMethod.Post, Traces, Bytes.Unique(), contentType);

        Assert.Equal(415, reply.Status);
        Assert.Equal("415 unsupported media type, supported: [application/json, application/x-protobuf]", reply.Text);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8", "application/json")]
    [InlineData("Application/JSON", "application/json")]
    [InlineData("APPLICATION/X-PROTOBUF;x=y", "application/x-protobuf")]
    public async Task Case70_ContentTypeWithParametersOrInCapitals_IsAnsweredWithoutThem(string sent, string answered)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        byte[] body = answered == Protobuf ? Bytes.Unique() : "{}"u8.ToArray();

        HttpReply reply = await host.SendAsync(HttpMethod.Post, Traces, body, sent);

        Assert.Equal(200, reply.Status);
        Assert.Equal(answered, reply.ContentType);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    public async Task Case71_OtherMethod_IsNotAllowed(string method)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.SendAsync(new HttpMethod(method), Traces, null, null);

        Assert.Equal(405, reply.Status);
        Assert.Equal("POST", reply.Headers["allow"]);
        Assert.Equal(method == "HEAD" ? "" : "405 method not allowed, supported: [POST]", reply.Text);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("/v1/traces/")]
    [InlineData("//v1/traces")]
    [InlineData("/v1/foo")]
    [InlineData("/")]
    [InlineData("/V1/traces")]
    public async Task Case72_OtherPath_IsNotFound(string path)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        HttpReply reply = await host.SendAsync(HttpMethod.Post, path, Bytes.Unique(), Protobuf);

        Assert.Equal(404, reply.Status);
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_refused_requests", "reason=unsupported"));
        Assert.Equal(12, RpcStatusMessage.Parser.ParseFrom(reply.Body).Code);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case73_TracesSentAsMetrics_AreMalformedWhereWireTypesClash()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        byte[] traces = Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Len(15, Bytes.Int(3, 2))));

        HttpReply http = await host.PostAsync(Signal.Metrics, traces);

        Assert.Equal(400, http.Status);
        Assert.Equal(3, (await host.CallAsync(Signal.Metrics, traces)).Code);
        Assert.Empty(host.Pipeline.Deliveries);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case74_DisconnectInsideTheBody_IngestsNothing()
    {
        ListLogger logger = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(logger: logger);
        byte[] body = Bytes.Unique();
        for (int i = 0; i < 10; i++)
        {
            using RawHttp raw = await RawHttp.ConnectAsync(host.Http.Port);
            await raw.SendAsync(RawHttp.Post(Traces, $"Content-Type: {Protobuf}\r\nContent-Length: 100000"));
            await raw.SendAsync(body);
            await ReceiverHost.EventuallyAsync(() => host.Budget.UsedBytes > 0, () => "the body was never begun");
            raw.Reset();
            await host.AssertNothingHeldAsync();
        }

        Assert.Empty(host.Pipeline.Deliveries);
        await host.AssertHealthyAsync();
        Assert.DoesNotContain(logger.Lines, line => !line.StartsWith("Information", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case75_SlowBody_TimesOut()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        using RawHttp raw = await RawHttp.ConnectAsync(host.Http.Port);
        await raw.SendAsync(RawHttp.Post(Traces, $"Content-Type: {Protobuf}\r\nContent-Length: 1000"));
        await raw.SendAsync("x");

        HttpReply reply = await raw.ReadAsync();

        Assert.Equal(408, reply.Status);
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_refused_requests", "reason=timeout"));
        Assert.Empty(host.Pipeline.Deliveries);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case76_ChunkedBodyOverTheLimit_IsTooLargeMidWayAndTheConnectionEnds()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: options => options.MaxRequestBodySize = 10_000);
        using RawHttp raw = await RawHttp.ConnectAsync(host.Http.Port);
        await raw.SendAsync(RawHttp.Post(Traces, $"Content-Type: {Protobuf}\r\nTransfer-Encoding: chunked"));
        for (int i = 0; i < 3; i++)
        {
            await raw.SendAsync($"1000\r\n{new string('\n', 0x1000)}\r\n");
        }

        HttpReply reply = await raw.ReadAsync();

        Assert.Equal(413, reply.Status);
        Assert.Equal("close", reply.Headers["connection"]);
        Assert.True(await raw.EndsAsync());
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case82_PipelineFull_IsUnavailableWithADelay()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        Outcome full = Outcome.Retry(Reasons.QueueFull, "sending queue is full", TimeSpan.FromSeconds(6.5));
        host.Pipeline.Then(full, full);

        HttpReply protobuf = await host.PostAsync(Signal.Traces, Bytes.Unique());
        HttpReply json = await host.PostJsonAsync(Signal.Logs, """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}""");

        Assert.Equal(503, protobuf.Status);
        Assert.Equal("7", protobuf.Headers["retry-after"]);
        RpcStatusMessage status = RpcStatusMessage.Parser.ParseFrom(protobuf.Body);
        Assert.Equal(14, status.Code);
        Assert.Equal("sending queue is full", status.Message);
        RpcRetryInfo delay = Assert.Single(status.Details).Unpack<RpcRetryInfo>();
        Assert.Equal(TimeSpan.FromSeconds(6.5), delay.RetryDelay.ToTimeSpan());
        Assert.Equal(503, json.Status);
        Assert.Contains("\"retryDelay\":\"6.5s\"", json.Text, StringComparison.Ordinal);
        Assert.Equal(1, host.Settings.Metrics.Sum("otelcol_receiver_refused_spans", "receiver=otlp", "transport=http"));
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_rejected_items", "reason=queue_full") - 1);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case82_NoMemory_IsRefusedBeforeTheBodyIsSent()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(budgetBytes: 10_000);

        HttpReply reply = await RawHttp.ExchangeAsync(
            host.Http.Port, RawHttp.Post(Traces, $"Content-Type: {Protobuf}\r\nContent-Length: 20000\r\nExpect: 100-continue"));

        Assert.Equal(503, reply.Status);
        Assert.Equal("1", reply.Headers["retry-after"]);
        Assert.Equal("data refused due to high memory usage; try again later", RpcStatusMessage.Parser.ParseFrom(reply.Body).Message);
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_refused_requests", "reason=memory_limit"));
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case84_MessageThatQuotesMuch_IsShortened()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Then(Outcome.Rejected(Reasons.DestinationRejected, new string('é', 5_000_000)));
        byte[] longName = Bytes.Len(1, [.. Enumerable.Repeat((byte)0xFF, 3_000_000)]);

        HttpReply rejected = await host.PostAsync(Signal.Traces, Bytes.Unique());
        HttpReply partial = await host.PostAsync(Signal.Metrics, Bytes.Metrics(Bytes.Cat(longName, Bytes.Len(5, Bytes.Len(1, Bytes.F64(3, 5UL))))));

        Assert.Equal(500, rejected.Status);
        Assert.InRange(rejected.Body.Length, 100, 3_000);
        Assert.Equal(200, partial.Status);
        Assert.InRange(partial.Body.Length, 10, 1_100);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case85_NoCredential_IsUnauthenticatedBeforeTheBodyIsSent()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            http: options => options.Auth = new() { Authenticator = "secret" }, extensions: new SecretAuthenticator());

        HttpReply missing = await RawHttp.ExchangeAsync(
            host.Http.Port, RawHttp.Post(Traces, $"Content-Type: {Protobuf}\r\nContent-Length: 20000"));
        HttpReply wrong = await host.PostAsync(Signal.Traces, Bytes.Unique(), ("Authorization", "Bearer wrong"));
        HttpReply right = await host.PostAsync(Signal.Traces, Bytes.Unique(), ("Authorization", "Bearer right"));

        Assert.All([missing, wrong], reply =>
        {
            Assert.Equal(401, reply.Status);
            Assert.Equal("Bearer", reply.Headers["www-authenticate"]);
            Assert.Equal(16, RpcStatusMessage.Parser.ParseFrom(reply.Body).Code);
        });
        Assert.Equal(200, right.Status);
        Delivery delivery = Assert.Single(host.Pipeline.Deliveries);
        Assert.Equal("alice", delivery.Client.AuthAttributes["username"]);
        Assert.Empty(delivery.Client.Metadata);
        await host.AssertNothingHeldAsync();
    }
}
