// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>The contract of receivers: succeed, retry, reject, mixed, cancel, stop.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task StartAsync_BeforeAnyRequest_CountersOfEverySignalAreShown()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();

        foreach (string transport in (string[])["transport=grpc", "transport=http"])
        {
            foreach (string items in (string[])["spans", "metric_points", "log_records"])
            {
                Assert.Equal(1, host.Settings.Metrics.Count($"otelcol_receiver_accepted_{items}", transport));
                Assert.Equal(1, host.Settings.Metrics.Count($"otelcol_receiver_refused_{items}", transport));
                Assert.Equal(0, host.Settings.Metrics.Sum($"otelcol_receiver_refused_{items}", transport));
            }
        }
    }

    [Theory]
    [InlineData(OutcomeKind.Accepted, Reasons.Internal, 200, 0, 3, 0)]
    [InlineData(OutcomeKind.PartlyAccepted, Reasons.BadEventTime, 200, 0, 1, 2)]
    [InlineData(OutcomeKind.Retry, Reasons.DestinationDown, 503, 14, 0, 3)]
    [InlineData(OutcomeKind.Cancelled, Reasons.Cancelled, 503, 1, 0, 3)]
    [InlineData(OutcomeKind.Rejected, Reasons.TooLarge, 413, 8, 0, 3)]
    [InlineData(OutcomeKind.Rejected, Reasons.BadEventTime, 400, 3, 0, 3)]
    [InlineData(OutcomeKind.Rejected, Reasons.DestinationRejected, 500, 13, 0, 3)]
    public async Task Export_Outcome_IsAnsweredAndTheBooksBalance(
        OutcomeKind kind, string reason, int status, int code, int accepted, int refused)
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync(configure: options => options.Deduplication.Enabled = false);
        host.Pipeline.Usually = ScriptedConsumer.Says(new Outcome(kind, reason, "because", null, kind == OutcomeKind.PartlyAccepted ? 2 : 0));
        byte[] request = Bytes.Traces(Bytes.Span(), Bytes.Span(), Bytes.Span());

        Assert.Equal(status, (await host.PostAsync(Signal.Traces, request)).Status);
        Assert.Equal(code, (await host.CallAsync(Signal.Traces, request)).Code);

        foreach (string transport in new[] { "http", "grpc" })
        {
            Assert.Equal(accepted, host.Settings.Metrics.Sum("otelcol_receiver_accepted_spans", $"transport={transport}", "receiver=otlp"));
            Assert.Equal(refused, host.Settings.Metrics.Sum("otelcol_receiver_refused_spans", $"transport={transport}", "receiver=otlp"));
        }

        Assert.Equal(2 * refused, host.Settings.Metrics.Sum("otlpgateway_receiver_rejected_items", $"reason={reason}"));
        await host.AssertNothingHeldAsync();
    }

    [Fact]
    public async Task Export_MixedOutcomesAtOnce_EachGetsItsOwnAndTheBooksBalance()
    {
        await using ReceiverHost host = await ReceiverHost.StartAsync();
        int turn = 0;
        host.Pipeline.Usually = (_, _) => ValueTask.FromResult((Interlocked.Increment(ref turn) % 3) switch
        {
            0 => Outcome.Accepted,
            1 => Outcome.Retry(Reasons.QueueFull, "full"),
            _ => Outcome.Rejected(Reasons.DestinationRejected, "no"),
        });

        GrpcReply[] replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => host.CallAsync(Signal.Traces, Bytes.Unique())));

        Assert.Equal([20, 20, 20], replies.GroupBy(reply => reply.Code).OrderBy(group => group.Key).Select(group => group.Count()));
        Assert.Equal(20, host.Settings.Metrics.Sum("otelcol_receiver_accepted_spans"));
        Assert.Equal(40, host.Settings.Metrics.Sum("otelcol_receiver_refused_spans"));
        await host.AssertNothingHeldAsync();
    }

    [Fact]
    public async Task Export_PipelineThrows_IsTemporaryAndLogged()
    {
        ListLogger logger = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(logger: logger);
        host.Pipeline.Usually = (_, _) => throw new InvalidOperationException("a bug");

        Assert.Equal(503, (await host.PostAsync(Signal.Traces, Bytes.Unique())).Status);
        Assert.Equal(14, (await host.CallAsync(Signal.Traces, Bytes.Unique())).Code);
        Assert.Equal(2, logger.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));
        host.Pipeline.Usually = ScriptedConsumer.Says(Outcome.Accepted);
        await host.AssertHealthyAsync();
    }

    [Fact]
    public async Task StopAsync_RequestInProgress_IsFinishedFirst()
    {
        ReceiverHost host = await ReceiverHost.StartAsync();
        TaskCompletionSource release = new();
        host.Pipeline.Usually = ScriptedConsumer.SaysWhen(release.Task, Outcome.Accepted);
        Task<GrpcReply> grpc = host.CallAsync(Signal.Traces, Bytes.Unique());
        Task<HttpReply> http = host.PostAsync(Signal.Traces, Bytes.Unique());
        await host.Pipeline.WaitForCallsAsync(2, TestContext.Current.CancellationToken);

        Task stop = host.Receiver.StopAsync(CancellationToken.None);
        await ReceiverHost.EventuallyAsync(() => !Listens(host.Http.Port) && !Listens(host.Grpc.Port), () => "it still listens");
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;

        Assert.Equal(0, (await grpc).Code);
        Assert.Equal(200, (await http).Status);
        await host.AssertNothingHeldAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task StopAsync_DeadlinePasses_CutsWhatHangs()
    {
        ReceiverHost host = await ReceiverHost.StartAsync();
        host.Pipeline.Usually = ScriptedConsumer.Hangs();
        Task<GrpcReply> call = host.CallAsync(Signal.Traces, Bytes.Unique());
        await host.Pipeline.WaitForCallsAsync(1, TestContext.Current.CancellationToken);
        using CancellationTokenSource deadline = new();

        Task stop = host.Receiver.StopAsync(deadline.Token);
        Assert.False(stop.IsCompleted);
        await deadline.CancelAsync();
        await stop;

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        await host.AssertNothingHeldAsync();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task MaxConnectionAge_Passed_SendsTheClientToANewConnection()
    {
        FakeTime time = new();
        await using ReceiverHost host = await ReceiverHost.StartAsync(
            grpc: options => options.Keepalive = new() { ServerParameters = new() { MaxConnectionAge = TimeSpan.FromMinutes(1) } },
            time: time);
        int connections = 0;
        using SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (context, cancellationToken) =>
            {
                Interlocked.Increment(ref connections);
                System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using HttpClient client = new(handler);
        Assert.Equal(0, await CallAsync());
        Assert.Equal(0, await CallAsync());
        Assert.Equal(1, connections);

        time.Advance(TimeSpan.FromMinutes(1));
        await ReceiverHost.EventuallyAsync(
            () => CallAsync().GetAwaiter().GetResult() == 0 && connections == 2, () => "the old connection stays in use");

        async Task<int> CallAsync()
        {
            using HttpRequestMessage request = new(HttpMethod.Post, new Uri(host.Grpc, ReceiverHost.GrpcPath(Signal.Traces)))
            {
                Version = System.Net.HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(ReceiverHost.Frame(Bytes.Unique())),
            };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
            using HttpResponseMessage response = await client.SendAsync(request);
            return ReceiverHost.Reply(response, await response.Content.ReadAsByteArrayAsync()).Code;
        }
    }

    [Fact]
    public async Task StopAsync_TwiceOrWithoutAStart_IsHarmless()
    {
        using TestSettings settings = new();
        settings.With(new MemoryBudget(1_000));
        OtlpReceiver neverStarted = new(
            settings.For("otlp"),
            new OtlpReceiverOptions { Protocols = { Grpc = new OtlpGrpcOptions() } },
            new Dictionary<Signal, Pipeline.Components.PipelineEntry>());
        await neverStarted.StopAsync(CancellationToken.None);

        ReceiverHost host = await ReceiverHost.StartAsync();
        await host.Receiver.StopAsync(CancellationToken.None);
        await host.Receiver.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
    }

    private static bool Listens(int port)
    {
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
