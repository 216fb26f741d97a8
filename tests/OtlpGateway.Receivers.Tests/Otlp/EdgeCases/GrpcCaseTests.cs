// SPDX-License-Identifier: Apache-2.0

using System.Net;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using RpcRetryInfo = Google.Rpc.RetryInfo;
using RpcStatusMessage = Google.Rpc.Status;

namespace OtlpGateway.Receivers.Tests.Otlp.EdgeCases;

/// <summary>Cases 77 to 81 and the gRPC side of 82, 84 and 85.</summary>
public sealed class GrpcCaseTests
{
    private static readonly string Path = ReceiverHost.GrpcPath(Signal.Traces);

    public static TheoryData<string, byte[]> BrokenFrames => new()
    {
        { "flag 2", ReceiverHost.Frame(Bytes.Good(Signal.Traces), 2) },
        { "compressed without an encoding", ReceiverHost.Frame(Bytes.Good(Signal.Traces), 1) },
        { "length beyond the body", [0, 0, 0, 0, 200, 1, 2, 3] },
        { "two frames", [.. ReceiverHost.Frame(Bytes.Good(Signal.Traces)), .. ReceiverHost.Frame(Bytes.Good(Signal.Traces))] },
        { "no frame", [] },
        { "half a header", [0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task Case77_BrokenFrame_IsInternal(string name, byte[] body)
    {
        Assert.NotEmpty(name);
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallRawAsync(Path, body);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(13, reply.Code);
        Assert.NotEmpty(reply.Message);
        Assert.Empty(host.Pipeline.Deliveries);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x7F)]
    public async Task Case77_LengthBeyondTheLimit_IsExhausted(byte high)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallRawAsync(Path, [0, high, 0xFF, 0xFF, 0xFF, 1]);

        Assert.Equal(8, reply.Code);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case78_UnknownEncoding_IsUnimplemented()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallAsync(Signal.Traces, Bytes.Unique(), ("grpc-encoding", "br"));

        Assert.Equal(12, reply.Code);
        Assert.Equal("identity, gzip, zstd, deflate, snappy, lz4", reply.Headers["grpc-accept-encoding"]);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("0n", 4)]
    [InlineData("0H", 4)]
    [InlineData("99999999H", 0)]
    [InlineData("10S", 0)]
    [InlineData("1x", 13)]
    [InlineData("S", 13)]
    [InlineData("-1S", 13)]
    [InlineData("123456789S", 13)]
    [InlineData(null, 0)]
    public async Task Case79_Timeout_IsAnsweredAsListed(string? timeout, int code)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallAsync(Signal.Traces, Bytes.Unique(), timeout is null ? [] : [("grpc-timeout", timeout)]);

        Assert.Equal(code, reply.Code);
        Assert.Equal(code == 0 ? 1 : 0, host.Pipeline.Calls);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case79_TimeoutPasses_CancelsThePipelineAndSaysSo()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            configure: options => options.Deduplication.Enabled = false, time: time);
        host.Pipeline.Then(ScriptedConsumer.Hangs());

        Task<GrpcReply> call = host.CallAsync(Signal.Traces, Bytes.Unique(), ("grpc-timeout", "2S"));
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(4, (await call).Code);
        Assert.Equal(OutcomeKind.Cancelled, Assert.Single(host.Pipeline.Deliveries).Outcome.Kind);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("/opentelemetry.proto.collector.trace.v1.TraceService/Import")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/")]
    public async Task Case80_UnknownMethod_IsUnimplemented(string path)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallRawAsync(path, ReceiverHost.Frame(Bytes.Unique()));

        Assert.Equal(12, reply.Code);
        await host.AssertHealthyAsync();
    }

    [Theory]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/json", 415)]
    [InlineData("application/grpc+proto", 200)]
    [InlineData("application/grpc;v=1", 200)]
    public async Task Case80_ContentType_IsAnsweredAsListed(string contentType, int status)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        GrpcReply reply = await host.CallRawAsync(Path, ReceiverHost.Frame(Bytes.Unique()), contentType);

        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(status == 200 ? 0 : -1, reply.Code);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case81_ResetWhileProcessing_CancelsThePipelineAndGivesEverythingBack()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);
        host.Pipeline.Usually = ScriptedConsumer.Hangs();
        using CancellationTokenSource reset = new();

        Task<GrpcReply>[] calls =
        [
            .. Enumerable.Range(0, 8).Select(_ =>
                host.CallAsync(Path, ReceiverHost.Frame(Bytes.Unique()), "application/grpc", [], reset.Token)),
        ];
        await host.Pipeline.WaitForCallsAsync(calls.Length, TestContext.Current.CancellationToken);
        await reset.CancelAsync();

        foreach (Task<GrpcReply> call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        await ReceiverHost.EventuallyAsync(
            () => host.Pipeline.Deliveries.Count == calls.Length, () => $"{host.Pipeline.Deliveries.Count} calls were cancelled");
        await host.AssertNothingHeldAsync();
        host.Pipeline.Usually = ScriptedConsumer.Says(Outcome.Accepted);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case82_PipelineFull_IsUnavailableWithRetryInfo()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Then(Outcome.Retry(Reasons.QueueFull, "queue 100% full", TimeSpan.FromSeconds(7)));

        GrpcReply reply = await host.CallAsync(Signal.Traces, Bytes.Unique());

        Assert.Equal(14, reply.Code);
        Assert.Equal("queue 100% full", reply.Message);
        RpcStatusMessage status = RpcStatusMessage.Parser.ParseFrom(Convert.FromBase64String(reply.Headers["grpc-status-details-bin"]));
        Assert.Equal(14, status.Code);
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(status.Details).Unpack<RpcRetryInfo>().RetryDelay.ToTimeSpan());
        RpcRetryInfo bare = RpcRetryInfo.Parser.ParseFrom(Convert.FromBase64String(reply.Headers["google.rpc.retryinfo-bin"]));
        Assert.Equal(TimeSpan.FromSeconds(7), bare.RetryDelay.ToTimeSpan());
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case82_NoMemory_IsUnavailableWithRetryInfo()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(budgetBytes: 10_000);

        GrpcReply reply = await host.CallAsync(Signal.Traces, Bytes.Traces(Bytes.Cat(Bytes.Span(), Bytes.Str(3, new string('x', 20_000)))));

        Assert.Equal(14, reply.Code);
        Assert.Contains("grpc-status-details-bin", reply.Headers.Keys);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case84_MessageInAnyScript_IsPercentEncodedAndShort()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Then(Outcome.Rejected(Reasons.DestinationRejected, "größer\n" + new string('é', 1_000_000)));

        GrpcReply reply = await host.CallAsync(Signal.Traces, Bytes.Unique());

        Assert.Equal(13, reply.Code);
        Assert.StartsWith("größer\né", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Message.Length, 900, 1_000);
        Assert.All(reply.Headers["grpc-message"], unit => Assert.InRange(unit, ' ', '~'));
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task Case85_NoCredential_IsUnauthenticatedBeforeTheMessageIsSent()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            grpc: options => options.Auth = new() { Authenticator = "secret" }, extensions: new SecretAuthenticator());
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(host.Grpc, Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new NeverSentContent(),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using HttpResponseMessage response = await client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        GrpcReply refused = ReceiverHost.Reply(response, []);
        GrpcReply right = await host.CallAsync(Signal.Traces, Bytes.Unique(), ("authorization", "Bearer right"));

        Assert.Equal(16, refused.Code);
        Assert.Equal(0, right.Code);
        Assert.Equal("alice", Assert.Single(host.Pipeline.Deliveries).Client.AuthAttributes["username"]);
        await host.AssertNothingHeldAsync();
    }

    /// <summary>A body that is announced and does not come.</summary>
    private sealed class NeverSentContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => new TaskCompletionSource().Task;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
