// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>What the options of the HTTP and gRPC endpoints do.</summary>
public sealed class HttpOptionsTests
{
    [Fact]
    public async Task UrlPaths_Changed_AreServedWithOrWithoutTheSlash()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: options =>
        {
            options.TracesUrlPath = "in/spans";
            options.LogsUrlPath = "/";
        });

        Assert.Equal(200, (await Post("/in/spans", Signal.Traces)).Status);
        Assert.Equal(200, (await Post("/", Signal.Logs)).Status);
        Assert.Equal(404, (await Post("/v1/traces", Signal.Traces)).Status);

        Task<HttpReply> Post(string path, Signal signal) =>
            host.SendAsync(HttpMethod.Post, path, Bytes.Good(signal), "application/x-protobuf");
    }

    [Fact]
    public async Task ResponseHeaders_AreOnEveryAnswer()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: options => options.ResponseHeaders["X-Gateway"] = "eu-1");

        Assert.Equal("eu-1", (await host.PostAsync(Signal.Traces, Bytes.Unique())).Headers["x-gateway"]);
        Assert.Equal("eu-1", (await host.SendAsync(HttpMethod.Get, "/nowhere", null, null)).Headers["x-gateway"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task IncludeMetadata_DecidesWhetherHeadersGoWithTheData(bool include)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            http: options => options.IncludeMetadata = include, grpc: options => options.IncludeMetadata = include);

        await host.PostAsync(Signal.Traces, Bytes.Unique(), ("X-Tenant", "acme"));
        await host.CallAsync(Signal.Traces, Bytes.Unique(), ("x-tenant", "acme"));

        Assert.Equal(2, host.Pipeline.Deliveries.Count);
        foreach (Delivery delivery in host.Pipeline.Deliveries)
        {
            Assert.Equal("127.0.0.1", delivery.Client.Address);
            Assert.Equal(include ? "acme" : null, delivery.Client.Metadata.GetValueOrDefault("x-tenant")?[0]);
            string authority = delivery.Client.Transport == "grpc" ? ":authority" : "host";
            Assert.Equal(include, delivery.Client.Metadata.ContainsKey(authority));
        }
    }

    [Fact]
    public async Task CompressionAlgorithms_EmptyOrShort_RefusesTheRest()
    {
        await using ReceiverHost none = await ReceiverHost.StartAsync(http: options => options.CompressionAlgorithms = []);
        await using ReceiverHost zstd = await ReceiverHost.StartAsync(http: options => options.CompressionAlgorithms = ["", "zstd"]);
        byte[] request = Bytes.Unique();

        Assert.Equal(415, (await none.PostAsync(Signal.Traces, request, ("Content-Encoding", "gzip"))).Status);
        Assert.Equal(200, (await none.PostAsync(Signal.Traces, request)).Status);
        Assert.Equal(415, (await zstd.PostAsync(Signal.Traces, request, ("Content-Encoding", "gzip"))).Status);
        Assert.Equal(200, (await zstd.PostAsync(Signal.Traces, EdgeCases.Samples.Zstd(request), ("Content-Encoding", "zstd"))).Status);
    }

    [Fact]
    public async Task ReadTimeout_BodyTooSlow_TimesOut()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: options => options.ReadTimeout = TimeSpan.FromSeconds(3), time: time);
        using RawHttp raw = await RawHttp.ConnectAsync(host.Http.Port);
        await raw.SendAsync(RawHttp.Post("/v1/traces", "Content-Type: application/x-protobuf\r\nContent-Length: 1000"));
        await ReceiverHost.EventuallyAsync(() => host.Budget.UsedBytes > 0, () => "the body was never begun");

        time.Advance(TimeSpan.FromSeconds(3));
        HttpReply reply = await raw.ReadAsync();

        Assert.Equal(408, reply.Status);
        Assert.Equal("the body did not arrive within read_timeout", Google.Rpc.Status.Parser.ParseFrom(reply.Body).Message);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task WriteTimeout_AnswerTooSlow_CutsTheConnection()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            http: options => options.WriteTimeout = TimeSpan.FromSeconds(3),
            configure: options => options.Deduplication.Enabled = false,
            time: time);
        host.Pipeline.Then(ScriptedConsumer.Hangs());
        Task<HttpReply> call = host.PostAsync(Signal.Traces, Bytes.Unique());
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task IdleTimeout_None_KeepsConnectionsOverTheServersHeartbeats()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        using SocketsHttpHandler handler = new();
        int connections = 0;
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            Interlocked.Increment(ref connections);
            System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        };
        using HttpClient client = new(handler);

        await SendAsync();

        // The server looks for connections to close once a second: it must have looked, and closed nothing.
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        await SendAsync();

        Assert.Equal(2, connections);

        async Task SendAsync()
        {
            foreach (bool grpc in new[] { false, true })
            {
                using HttpRequestMessage request = new(HttpMethod.Post, new Uri(grpc ? host.Grpc : host.Http, grpc ? ReceiverHost.GrpcPath(Signal.Traces) : "/v1/traces"))
                {
                    Version = grpc ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new ByteArrayContent(grpc ? ReceiverHost.Frame(Bytes.Unique()) : Bytes.Unique()),
                };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", grpc ? "application/grpc" : "application/x-protobuf");
                using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
            }
        }
    }

    [Fact]
    public async Task KeepAlivesEnabled_Off_ClosesAfterEachAnswer()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: options => options.KeepAlivesEnabled = false);
        using RawHttp raw = await RawHttp.ConnectAsync(host.Http.Port);

        await raw.SendAsync(RawHttp.Post("/v1/traces", "Content-Type: application/x-protobuf\r\nContent-Length: 0"));

        Assert.Equal("close", (await raw.ReadAsync()).Headers["connection"]);
        Assert.True(await raw.EndsAsync());
    }

    [Fact]
    public async Task Signal_WithoutAPipeline_IsUnknown()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(signals: [Signal.Traces]);

        Assert.Equal(404, (await host.PostAsync(Signal.Logs, Bytes.Good(Signal.Logs))).Status);
        Assert.Equal(12, (await host.CallAsync(Signal.Logs, Bytes.Good(Signal.Logs))).Code);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task RequestParams_AreShownToTheAuthenticator()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            http: options => options.Auth = new() { Authenticator = "secret", RequestParams = ["token"] },
            extensions: new SecretAuthenticator());

        HttpReply reply = await host.SendAsync(HttpMethod.Post, "/v1/traces?token=right", Bytes.Unique(), "application/x-protobuf");

        Assert.Equal(200, reply.Status);
    }
}
