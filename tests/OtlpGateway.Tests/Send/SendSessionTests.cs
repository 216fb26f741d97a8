// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Send;
using OtlpGateway.Send.Report;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Tests.Send;

/// <summary>Whole runs against a scripted server over real sockets.</summary>
public sealed class SendSessionTests
{
    private static readonly byte[] Run = [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [InlineData("grpc", false)]
    [InlineData("grpc", true)]
    [InlineData("http/protobuf", false)]
    [InlineData("http/protobuf", true)]
    [InlineData("http/json", false)]
    [InlineData("http/json", true)]
    public async Task RunAsync_EveryProtocol_SendsEachItemOnce(string protocol, bool gzip)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        SendStatistics statistics = await SendAsync(Options(server, protocol) with { Gzip = gzip, Count = 105, Batch = 25, Connections = 2 });

        foreach (Signal signal in statistics.Signals)
        {
            SignalCounters counters = statistics.Of(signal);
            Assert.Equal((5L, 105L, 0L, 0L, 0L), (counters.Requests, counters.Acknowledged, counters.Rejected, counters.Failed, counters.Retried));
            EdgeResult[] checks = [.. server.Received.Where(r => r.Signal == signal).Select(r => OtlpEdge.Check(signal, r.Message, EdgeLimits.Default))];
            Assert.All(checks, check => Assert.Equal((0, WireFault.None), (check.RejectedItems, check.Fault)));
            Assert.Equal(105, checks.Sum(check => check.AcceptedItems));
        }

        string[] spans = [.. SpanIds(server)];
        Assert.Equal(Enumerable.Range(1, 105).Select(i => i.ToString("x16", CultureInfo.InvariantCulture)), spans.Order());
        Assert.Equal(
            Enumerable.Range(1, 105).Select(i => $"0102030405060708{i:x16}"),
            LogUids(server).Order());
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    [InlineData("http/json")]
    public async Task RunAsync_RetryableAnswers_SendsTheSameBytesAgain(string protocol)
    {
        ScriptedReply[] script =
        [
            new(HttpStatus: 503, GrpcStatus: 14, RetryDelay: TimeSpan.Zero),
            new(HttpStatus: 429, GrpcStatus: 8, RetryDelay: TimeSpan.Zero),
            new(Abort: true),
            ScriptedReply.Ok,
            ScriptedReply.Ok,
        ];
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(i => script[i]);
        SendStatistics statistics = await SendAsync(Options(server, protocol) with { Signals = [Signal.Traces], Count = 20, Batch = 10 });
        Assert.Equal((20L, 0L, 30L), (statistics.Acknowledged, statistics.Failed, statistics.Retried));
        byte[][] bodies = [.. server.Received.Select(r => r.Body)];
        Assert.Equal(5, bodies.Length);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.Equal(bodies[0], bodies[2]);
        Assert.Equal(bodies[0], bodies[3]);
        Assert.NotEqual(bodies[0], bodies[4]);
    }

    [Theory]
    [InlineData("grpc", 200, 3, "gRPC status 3 INVALID_ARGUMENT: scripted answer")]
    [InlineData("grpc", 200, 8, "gRPC status 8 RESOURCE_EXHAUSTED: scripted answer")]
    [InlineData("grpc", 404, -1, "gRPC status 12 UNIMPLEMENTED (HTTP 404, no gRPC status)")]
    [InlineData("http/protobuf", 400, 0, "HTTP 400: scripted answer")]
    [InlineData("http/json", 500, 0, "HTTP 500: scripted answer")]
    public async Task RunAsync_RefusedForGood_IsNotTriedAgain(string protocol, int http, int grpc, string problem)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(http, grpc));
        SendStatistics statistics = await SendAsync(Options(server, protocol) with { Signals = [Signal.Logs], Count = 10, Batch = 10 });
        Assert.Equal((0L, 10L, 0L), (statistics.Acknowledged, statistics.Failed, statistics.Retried));
        Assert.Single(server.Received);
        Assert.Equal(problem, statistics.LastProblem);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    [InlineData("http/json")]
    public async Task RunAsync_PartialSuccess_CountsTheRejected(string protocol)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(Rejected: 3));
        SendStatistics statistics = await SendAsync(Options(server, protocol) with { Signals = [Signal.Metrics], Count = 10, Batch = 10 });
        Assert.Equal((7L, 3L, "some are bad"), (statistics.Acknowledged, statistics.Rejected, statistics.LastProblem));
    }

    [Fact]
    public async Task RunAsync_NobodyListens_GivesUpAfterTheRetryTimeout()
    {
        // Bound but not listening: the port refuses, and nobody else gets it meanwhile.
        using Socket refusing = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SendStatistics statistics = await SendAsync(new SendOptions
        {
            Endpoint = new Uri($"http://{refusing.LocalEndPoint}"),
            Protocol = SendProtocol.HttpProtobuf,
            Run = Run,
            Signals = [Signal.Traces],
            Count = 10,
            RetryTimeout = TimeSpan.FromMilliseconds(300),
        });
        Assert.Equal((0L, 10L), (statistics.Acknowledged, statistics.Failed));
        Assert.InRange(statistics.Retried, 10, 50);
        Assert.NotEmpty(statistics.LastProblem);
    }

    [Fact]
    public async Task RunAsync_AttemptTimesOut_IsTriedAgain()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(i => new ScriptedReply(Hang: i == 0));
        SendStatistics statistics = await SendAsync(Options(server, "grpc") with
        {
            Signals = [Signal.Traces],
            Count = 10,
            Timeout = TimeSpan.FromMilliseconds(500),
        });
        Assert.Equal((10L, 10L), (statistics.Acknowledged, statistics.Retried));
    }

    [Fact]
    public async Task RunAsync_Cancelled_EndsAtOnceAndCountsWhatWasUnderWay()
    {
        using CancellationTokenSource stop = new();
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(i =>
        {
            stop.Cancel();
            return new ScriptedReply(Hang: true);
        });
        SendSession session = new(Options(server, "grpc") with { Signals = [Signal.Traces] }, TimeProvider.System);
        await session.RunAsync(stop.Token);
        Assert.Equal((0L, 100L), (session.Statistics.Acknowledged, session.Statistics.Failed));
    }

    [Fact]
    public async Task RunAsync_AckedFile_HasALineForEachAcknowledgedRequestOnly()
    {
        string path = Path.Combine(Path.GetTempPath(), $"acked-{Guid.NewGuid():n}");
        try
        {
            await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(
                i => i switch { 1 => new ScriptedReply(GrpcStatus: 3), 2 => new ScriptedReply(Rejected: 2), _ => ScriptedReply.Ok });
            SendOptions options = Options(server, "grpc") with { Signals = [Signal.Traces], Count = 25, Batch = 10, AckedFile = path };
            await SendAsync(options);
            Assert.Equal(
                ["traces 0102030405060708 1 10 0", "traces 0102030405060708 21 5 2"],
                await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken));
            await SendAsync(options with { Count = 1 });
            Assert.Equal(3, (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SendOptions Options(ScriptedOtlpServer server, string protocol) => new()
    {
        Endpoint = protocol == "grpc" ? server.Grpc : server.Http,
        Protocol = protocol switch { "grpc" => SendProtocol.Grpc, "http/json" => SendProtocol.HttpJson, _ => SendProtocol.HttpProtobuf },
        Run = Run,
    };

    private static async Task<SendStatistics> SendAsync(SendOptions options)
    {
        SendSession session = new(options, TimeProvider.System);
        await session.RunAsync(TestContext.Current.CancellationToken);
        return session.Statistics;
    }

    private static IEnumerable<string> SpanIds(ScriptedOtlpServer server) =>
        from request in server.Received
        where request.Signal == Signal.Traces
        from resource in ExportTraceServiceRequest.Parser.ParseFrom(request.Message).ResourceSpans
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select Convert.ToHexStringLower(span.SpanId.Span);

    private static IEnumerable<string> LogUids(ScriptedOtlpServer server) =>
        from request in server.Received
        where request.Signal == Signal.Logs
        from resource in ExportLogsServiceRequest.Parser.ParseFrom(request.Message).ResourceLogs
        from scope in resource.ScopeLogs
        from record in scope.LogRecords
        select record.Attributes.Single(a => a.Key == "log.record.uid").Value.StringValue;
}
