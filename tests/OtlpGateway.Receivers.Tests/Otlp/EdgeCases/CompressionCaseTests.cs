// SPDX-License-Identifier: Apache-2.0

using System.IO.Compression;
using OtlpGateway.Wire.Otlp;
using RpcStatusMessage = Google.Rpc.Status;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Cases 26 to 33: size and compression.</summary>
public sealed class CompressionCaseTests
{
    private const int Limit = 64 * 1024;

    public static TheoryData<string, int> GzipBodies => new()
    {
        { "28 truncated", 400 },
        { "28 bad CRC", 400 },
        { "28 bad header", 400 },
        { "29 two members", 200 },
        { "30 trailing zeros", 200 },
        { "33 not compressed", 400 },
        { "33 empty", 400 },
    };

    [Fact]
    public async Task Case26_BodyAtTheLimit_IsTakenAndOneMoreIsTooLarge()
    {
        await using ReceiverHost host = await StartAsync();
        byte[] fits = OfLength(Limit);
        byte[] tooLarge = OfLength(Limit + 1);

        Assert.Equal(200, (await host.PostAsync(Signal.Traces, fits)).Status);
        await AssertTooLargeAsync(await host.PostAsync(Signal.Traces, tooLarge), host);
        await AssertTooLargeAsync(await host.PostAsync(Signal.Traces, Gzip(tooLarge), ("Content-Encoding", "gzip")), host);
    }

    [Fact]
    public async Task Case26_MessageAtTheLimit_IsTakenAndOneMoreIsExhaustedWithoutRetryInfo()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(grpc: options => options.MaxRecvMsgSizeMib = 1);

        Assert.Equal(0, (await host.CallAsync(Signal.Traces, OfLength(1024 * 1024))).Code);
        GrpcReply reply = await host.CallAsync(Signal.Traces, OfLength((1024 * 1024) + 1));

        Assert.Equal(8, reply.Code);
        Assert.DoesNotContain("grpc-status-details-bin", reply.Headers.Keys);
        Assert.Contains("max_recv_msg_size_mib", reply.Message, StringComparison.Ordinal);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    public async Task Case27_Bomb_StopsAtTheLimit(string coding)
    {
        await using ReceiverHost host = await StartAsync(budgetBytes: 4 * Limit);
        byte[] bomb = coding switch
        {
            "gzip" => Gzip(new byte[64 * 1024 * 1024]),
            "deflate" => Samples.Zlib(new byte[64 * 1024 * 1024]),
            "zstd" => Samples.ZstdBomb,
            "snappy" => Samples.SnappyBomb(1024 * 1024),
            _ => Samples.Lz4Bomb(1024 * 1024),
        };

        await AssertTooLargeAsync(await host.PostAsync(Signal.Traces, bomb, ("Content-Encoding", coding)), host);
        GrpcReply reply = await host.CallRawAsync(
            ReceiverHost.GrpcPath(Signal.Traces), ReceiverHost.Frame(Gzip(new byte[64 * 1024 * 1024]), 1), headers: [("grpc-encoding", "gzip")]);
        Assert.True(reply.Code is 8 or 14, $"{reply.Code}: {reply.Message}");
        await host.AssertNothingHeldAsync();
    }

    [Theory]
    [MemberData(nameof(GzipBodies))]
    public async Task Cases28To33_GzipBody_IsTakenOrMalformed(string name, int status)
    {
        await using ReceiverHost host = await StartAsync();
        byte[] good = Bytes.Unique();
        byte[] body = Gzip(good);
        switch (name)
        {
            case "28 truncated":
                body = body[..(body.Length / 2)];
                break;
            case "28 bad CRC":
                body[^5] ^= 0xFF;
                break;
            case "28 bad header":
                body[2] = 99;
                break;
            case "29 two members":
                body = [.. body, .. Gzip(Bytes.Unique())];
                break;
            case "30 trailing zeros":
                body = [.. body, .. new byte[64]];
                break;
            case "33 not compressed":
                body = good;
                break;
            default:
                body = [];
                break;
        }

        HttpReply http = await host.PostAsync(Signal.Traces, body, ("Content-Encoding", "gzip"));
        int sent = host.Pipeline.Deliveries.Sum(delivery => delivery.ItemCount);
        GrpcReply grpc = await host.CallRawAsync(
            ReceiverHost.GrpcPath(Signal.Traces), ReceiverHost.Frame(body, 1), headers: [("grpc-encoding", "gzip")]);

        Assert.Equal(status, http.Status);
        Assert.Equal(status == 200 ? 0 : 3, grpc.Code);
        Assert.Equal(status == 200 ? name.StartsWith("29", StringComparison.Ordinal) ? 2 : 1 : 0, sent);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("made-up")]
    [InlineData("gzip, gzip")]
    public async Task Case31_UnknownEncoding_IsUnsupported(string encoding)
    {
        await using ReceiverHost host = await StartAsync();

        HttpReply reply = await host.PostAsync(Signal.Traces, Bytes.Unique(), ("Content-Encoding", encoding));

        Assert.Equal(415, reply.Status);
        Assert.Contains("gzip", reply.Headers["accept-encoding"], StringComparison.Ordinal);
        Assert.Equal(3, RpcStatusMessage.Parser.ParseFrom(reply.Body).Code);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("identity", false)]
    [InlineData("", false)]
    [InlineData("GZIP", true)]
    [InlineData("x-gzip", true)]
    [InlineData("deflate", true)]
    [InlineData("zstd", true)]
    [InlineData("snappy", true)]
    [InlineData("x-snappy-framed", true)]
    [InlineData("lz4", true)]
    public async Task Case32_KnownEncoding_IsTakenOverBothProtocols(string encoding, bool compressed)
    {
        await using ReceiverHost host = await StartAsync(budgetBytes: 1024 * 1024);
        byte[] request = Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Str(3, new string('a', 20_000))));
        byte[] body = Compress(encoding, request);

        HttpReply http = await host.PostAsync(Signal.Traces, body, ("Content-Encoding", encoding));
        GrpcReply grpc = await host.CallRawAsync(
            ReceiverHost.GrpcPath(Signal.Traces),
            ReceiverHost.Frame(body, compressed ? (byte)1 : (byte)0),
            headers: encoding.Length == 0 ? [] : [("grpc-encoding", encoding)]);

        Assert.Equal(200, http.Status);
        Assert.Equal(0, grpc.Code);
        Assert.Equal(request, Assert.Single(host.Pipeline.Deliveries).Bytes);
        Assert.Equal(1, host.Settings.Metrics.Sum("otlpgateway_receiver_deduplicated_requests"));
        await host.AssertHealthyAsync();
    }

    private static Task<ReceiverHost> StartAsync(long budgetBytes = 64 * 1024 * 1024) =>
        ReceiverHost.StartAsync(http: options => options.MaxRequestBodySize = Limit, budgetBytes: budgetBytes);

    private static async Task AssertTooLargeAsync(HttpReply reply, ReceiverHost host)
    {
        Assert.Equal(413, reply.Status);
        Assert.Equal(8, RpcStatusMessage.Parser.ParseFrom(reply.Body).Code);
        Assert.DoesNotContain("retry-after", reply.Headers.Keys);
        await host.AssertNothingHeldAsync();
        Assert.Equal(200, (await host.PostAsync(Signal.Traces, Bytes.Unique())).Status);
    }

    private static byte[] OfLength(int length)
    {
        byte[] shell = Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Str(3, new string('a', length - 200))));
        return Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Str(3, new string('a', length - 200 + (length - shell.Length)))));
    }

    private static byte[] Compress(string encoding, byte[] bytes) => encoding switch
    {
        "GZIP" or "x-gzip" => Gzip(bytes),
        "deflate" => Samples.Zlib(bytes),
        "zstd" => Samples.Zstd(bytes),
        "snappy" => Samples.SnappyBlock(bytes),
        "x-snappy-framed" => Samples.SnappyFramed(bytes),
        "lz4" => Samples.Lz4(bytes),
        _ => bytes,
    };

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
