// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Tests.Otlp;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Servers;

public sealed class ListenTests
{
    [Theory]
    [InlineData("localhost:4317", "tcp", "localhost", 4317)]
    [InlineData(":4317", "tcp", "", 4317)]
    [InlineData("[::]:4317", "", "::", 4317)]
    [InlineData("[::1]:0", "tcp6", "::1", 0)]
    [InlineData("0.0.0.0:65535", "tcp4", "0.0.0.0", 65535)]
    public void TryParse_Endpoint_GivesHostAndPort(string endpoint, string transport, string host, int port)
    {
        Assert.True(ListenAddress.TryParse(endpoint, transport, out ListenAddress? address, out _));
        Assert.Equal((host, port, false), (address.Host, address.Port, address.IsUnixSocket));
    }

    [Theory]
    [InlineData("localhost", "tcp", "no port")]
    [InlineData("localhost:http", "tcp", "no port")]
    [InlineData("localhost:70000", "tcp", "70000 is no port; ports end at 65535")]
    [InlineData("::1:4317", "tcp", "brackets")]
    [InlineData("", "unix", "path of a socket")]
    [InlineData("localhost:1", "udp", "not supported")]
    public void TryParse_BadEndpoint_SaysWhatWouldBeRight(string endpoint, string transport, string expected)
    {
        Assert.False(ListenAddress.TryParse(endpoint, transport, out _, out string problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortInUse_NamesTheOption()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        ComponentStartException e = await Assert.ThrowsAsync<ComponentStartException>(
            () => ReceiverHost.StartAsync(http: options => options.Endpoint = $"127.0.0.1:{port}"));

        Assert.StartsWith($"receivers::otlp::protocols::http::endpoint: cannot listen on 127.0.0.1:{port}", e.Message, StringComparison.Ordinal);
        Assert.Contains("in use", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_UnknownHost_NamesTheOption()
    {
        ComponentStartException e = await Assert.ThrowsAsync<ComponentStartException>(
            () => ReceiverHost.StartAsync(grpc: options => options.Endpoint = "no-such-host.invalid:0"));

        Assert.Contains("protocols::grpc::endpoint: the host name 'no-such-host.invalid' cannot be resolved", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":0")]
    [InlineData("localhost:0")]
    [InlineData("0.0.0.0:0")]
    public async Task StartAsync_AnyAddress_IsReachedOnLoopback(string endpoint)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            grpc: options => options.Endpoint = endpoint, http: options => options.Endpoint = endpoint);

        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task StartAsync_UnixSocket_ServesAndReplacesAStaleFile()
    {
        string path = Path.Combine(Path.GetTempPath(), $"otlp-gateway-{Guid.NewGuid():N}.sock");
        await File.WriteAllBytesAsync(path, [], TestContext.Current.CancellationToken);
        await using (ReceiverHost host = await ReceiverHost.StartAsync(http: options => (options.Transport, options.Endpoint) = ("unix", path)))
        {
            using SocketsHttpHandler handler = new()
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using HttpClient client = new(handler);
            using ByteArrayContent content = new(Bytes.Good(Signal.Traces));
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-protobuf");

            using HttpResponseMessage response = await client.PostAsync(
                new Uri("http://localhost/v1/traces"), content, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.False(File.Exists(path));
    }
}
