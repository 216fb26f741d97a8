// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

public sealed class OtlpReceiverTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Metrics)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Profiles)]
    public async Task Export_GoodRequest_ArrivesByteForByteOverBothProtocols(Signal signal)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);

        HttpReply http = await host.PostAsync(signal, Bytes.Good(signal));
        GrpcReply grpc = await host.CallAsync(signal, Bytes.Good(signal));

        Assert.Equal(200, http.Status);
        Assert.Equal("application/x-protobuf", http.ContentType);
        Assert.Empty(http.Body);
        Assert.Equal(0, grpc.Code);
        Assert.NotNull(grpc.Body);
        Assert.Empty(grpc.Body);
        Assert.Equal(2, host.Pipeline.Deliveries.Count);
        Assert.All(host.Pipeline.Deliveries, delivery => Assert.Equal(Bytes.Good(signal), delivery.Bytes));
        Assert.Equal(["http", "grpc"], host.Pipeline.Deliveries.Select(delivery => delivery.Client.Transport));
        await host.AssertNothingHeldAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Export_BodyInSmallPieces_ArrivesWhole(int pieceLength)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        byte[] message = Bytes.Unique();
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(host.Grpc, ReceiverHost.GrpcPath(Signal.Traces)))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new PiecesContent(ReceiverHost.Frame(message), pieceLength),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, ReceiverHost.Reply(response, body).Code);
        Assert.Equal(message, Assert.Single(host.Pipeline.Deliveries).Bytes);
    }

    [Fact]
    public async Task Export_LargeBodies_ArriveWholeOverBothProtocols()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(grpc: options => options.MaxRecvMsgSizeMib = 16);
        byte[] large = Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Str(3, new string('x', 10_000_000))));

        Assert.Equal(200, (await host.PostAsync(Signal.Traces, large)).Status);
        Assert.Equal(0, (await host.CallAsync(Signal.Logs, Bytes.Logs(Bytes.Len(5, Bytes.Str(1, new string('y', 10_000_000)))))).Code);

        Assert.Equal(large, host.Pipeline.Deliveries.First().Bytes);
        Assert.Equal(2, host.Pipeline.Deliveries.Count);
        await host.AssertNothingHeldAsync();
    }

    /// <summary>Flushes after every few bytes, so that a frame arrives over many reads.</summary>
    private sealed class PiecesContent(byte[] bytes, int pieceLength) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            for (int at = 0; at < bytes.Length; at += pieceLength)
            {
                await stream.WriteAsync(bytes.AsMemory(at, Math.Min(pieceLength, bytes.Length - at)));
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
