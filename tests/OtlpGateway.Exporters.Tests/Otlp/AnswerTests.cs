// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Otlp;

/// <summary>What each answer of a server means for a batch, and what the server gets to see.</summary>
public sealed class AnswerTests : IDisposable
{
    private readonly BatchFactory _batches = new();
    private readonly ListLogger _log = new();
    private readonly TestSettings _settings;

    public AnswerTests() => _settings = new TestSettings(TimeProvider.System, _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _settings.Dispose();

    [Theory]
    [InlineData(1, OutcomeKind.Retry)]
    [InlineData(2, OutcomeKind.Rejected)]
    [InlineData(3, OutcomeKind.Rejected)]
    [InlineData(4, OutcomeKind.Retry)]
    [InlineData(5, OutcomeKind.Rejected)]
    [InlineData(6, OutcomeKind.Rejected)]
    [InlineData(7, OutcomeKind.Rejected)]
    [InlineData(8, OutcomeKind.Rejected)]
    [InlineData(9, OutcomeKind.Rejected)]
    [InlineData(10, OutcomeKind.Retry)]
    [InlineData(11, OutcomeKind.Retry)]
    [InlineData(12, OutcomeKind.Rejected)]
    [InlineData(13, OutcomeKind.Rejected)]
    [InlineData(14, OutcomeKind.Retry)]
    [InlineData(15, OutcomeKind.Retry)]
    [InlineData(16, OutcomeKind.Rejected)]
    public async Task Grpc_Status_IsReadAsTheProtocolHasIt(int status, OutcomeKind kind)
    {
        Outcome outcome = await AskAsync("grpc", new ScriptedReply(GrpcStatus: status));
        Assert.Equal(kind, outcome.Kind);
        Assert.Equal(kind == OutcomeKind.Retry ? Reasons.DestinationDown : Reasons.DestinationRejected, outcome.Reason);
        Assert.Contains($"gRPC status {status} ", outcome.Message, StringComparison.Ordinal);
        Assert.EndsWith(": scripted answer", outcome.Message, StringComparison.Ordinal);
        Assert.Null(outcome.RetryAfter);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(14)]
    public async Task Grpc_RetryInfo_IsHonoured(int status)
    {
        Outcome outcome = await AskAsync("grpc", new ScriptedReply(GrpcStatus: status, RetryDelay: TimeSpan.FromSeconds(7)));
        Assert.Equal((OutcomeKind.Retry, TimeSpan.FromSeconds(7)), (outcome.Kind, outcome.RetryAfter!.Value));
    }

    [Theory]
    [InlineData(404, OutcomeKind.Rejected, "12 UNIMPLEMENTED (HTTP 404")]
    [InlineData(503, OutcomeKind.Retry, "14 UNAVAILABLE (HTTP 503")]
    [InlineData(500, OutcomeKind.Rejected, "2 UNKNOWN (HTTP 500")]
    public async Task Grpc_NoGrpcStatus_IsReadByTheHttpStatus(int status, OutcomeKind kind, string text)
    {
        Outcome outcome = await AskAsync("grpc", new ScriptedReply(HttpStatus: status, GrpcStatus: -1));
        Assert.Equal(kind, outcome.Kind);
        Assert.Contains(text, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, OutcomeKind.Rejected)]
    [InlineData(401, OutcomeKind.Rejected)]
    [InlineData(404, OutcomeKind.Rejected)]
    [InlineData(408, OutcomeKind.Rejected)]
    [InlineData(413, OutcomeKind.Rejected)]
    [InlineData(429, OutcomeKind.Retry)]
    [InlineData(500, OutcomeKind.Rejected)]
    [InlineData(501, OutcomeKind.Rejected)]
    [InlineData(502, OutcomeKind.Retry)]
    [InlineData(503, OutcomeKind.Retry)]
    [InlineData(504, OutcomeKind.Retry)]
    public async Task Http_Status_IsReadAsTheProtocolHasIt(int status, OutcomeKind kind)
    {
        foreach (string encoding in new[] { "proto", "json" })
        {
            Outcome outcome = await AskAsync("http", new ScriptedReply(HttpStatus: status, RetryDelay: TimeSpan.FromSeconds(9)), $"encoding: {encoding}");
            Assert.Equal(kind, outcome.Kind);
            Assert.EndsWith($"HTTP {status}: scripted answer", outcome.Message, StringComparison.Ordinal);
            Assert.Equal(kind == OutcomeKind.Retry ? TimeSpan.FromSeconds(9) : null, outcome.RetryAfter);
        }
    }

    [Theory]
    [InlineData(200, "text/html", "<p>thanks</p>", OutcomeKind.Accepted, "")]
    [InlineData(204, "text/plain", "", OutcomeKind.Accepted, "")]
    [InlineData(200, "application/json", "{}", OutcomeKind.Accepted, "")]
    [InlineData(200, "application/json", "nonsense", OutcomeKind.Rejected, "said OK, but sent no export response")]
    [InlineData(200, "application/x-protobuf", "\u000A\u0050x", OutcomeKind.Rejected, "said OK, but sent no export response")]
    [InlineData(400, "text/plain", "two\r\nlines\u001b[31m", OutcomeKind.Rejected, "HTTP 400: two  lines [31m")]
    public async Task Http_BodyInAFormOfItsOwn_IsReadWithCare(int status, string type, string body, OutcomeKind kind, string text)
    {
        Outcome outcome = await AskAsync("http", new ScriptedReply(HttpStatus: status, Body: body, ContentType: type));
        Assert.Equal(kind, outcome.Kind);
        Assert.EndsWith(text, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_Redirect_IsNotFollowed()
    {
        Outcome outcome = await AskAsync("http", new ScriptedReply(HttpStatus: 302, Location: "https://elsewhere.example/v1/traces"));
        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("redirects to https://elsewhere.example/v1/traces", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "encoding: proto")]
    [InlineData("http", "encoding: json")]
    [InlineData("grpc", "")]
    public async Task PartialSuccess_IsCountedOnceAndNeverSentAgain(string protocol, string yaml)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(Rejected: 2));
        IExporter exporter = await ConnectAsync(server, protocol, yaml);
        ExporterChain chain = ExporterChain.Build(exporter, new ChainOptions(), _settings.For("out"), Signal.Traces);
        using TelemetryBatch batch = _batches.Make(items: 5);
        Outcome outcome = await chain.ConsumeAsync(batch, Token);

        Assert.Equal((OutcomeKind.PartlyAccepted, 2), (outcome.Kind, outcome.RejectedItems));
        Assert.Contains("some are bad", outcome.Message, StringComparison.Ordinal);
        Assert.Single(server.Received);
        Assert.Equal(3, _settings.Metrics.Sum("otelcol_exporter_sent_spans", "exporter=out"));
        Assert.Equal(2, _settings.Metrics.Sum("otlpgateway_exporter_dropped_items", "exporter=out", "reason=destination_rejected"));
        Assert.Single(_log.Lines, line => line.Contains("some are bad", StringComparison.Ordinal));
        await chain.StopAsync(Token);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task RetryableAnswers_AreSentAgainUntilTaken(string protocol)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(number => number switch
        {
            0 => new ScriptedReply(HttpStatus: 503, GrpcStatus: 14),
            1 => new ScriptedReply(Abort: true),
            _ => ScriptedReply.Ok,
        });
        IExporter exporter = await ConnectAsync(server, protocol, "");
        ExporterChain chain = ExporterChain.Build(exporter, new ChainOptions(), _settings.For("out"), Signal.Traces);
        using TelemetryBatch batch = _batches.Make(items: 5);

        Assert.Equal(Outcome.Accepted, await chain.ConsumeAsync(batch, Token));
        Assert.Equal(3, server.Received.Count);
        Assert.All(server.Received, request => Assert.Equal(batch.Bytes.ToArray(), request.Message));
        await chain.StopAsync(Token);
        Assert.Equal(5, _settings.Metrics.Sum("otelcol_exporter_sent_spans", "exporter=out"));
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Consume_NoAnswer_EndsWithTheCallersToken(string protocol)
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(Hang: true));
        IExporter exporter = await ConnectAsync(server, protocol, "");
        using TelemetryBatch batch = _batches.Make(items: 5);
        using CancellationTokenSource cancelled = new();
        Task<Outcome> call = exporter.ConsumeAsync(batch, cancelled.Token).AsTask();
        await WaitAsync(() => !server.Received.IsEmpty);
        Assert.False(call.IsCompleted);
        await cancelled.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await call).Kind);
        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Grpc_Request_CarriesWhatTheOptionsSay()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        IExporter exporter = await ConnectAsync(
            server, "grpc", "headers: {x-tenant: acme, user-agent: mine}, timeout: 90s, authority: 'other.example:1'");
        using TelemetryBatch batch = _batches.Make();
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal("acme", server.LastHeaders["x-tenant"]);
        Assert.Equal("mine", server.LastHeaders["user-agent"]);
        Assert.Equal("90000m", server.LastHeaders["grpc-timeout"]);
        Assert.Equal("other.example:1", server.LastHeaders["host"]);
        Assert.Equal("gzip", server.LastHeaders["grpc-encoding"]);
        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Http_SignalsOwnEndpoint_IsUsedAsItIs()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        IExporter exporter = await Gateway.ExporterAsync(
            "http", "http://127.0.0.1:1", $"traces_endpoint: '{server.Http}ingest?key=1'", Signal.Traces, null, _settings);
        using TelemetryBatch batch = _batches.Make();
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.StartsWith("otlp-gateway/", server.LastHeaders["user-agent"], StringComparison.Ordinal);
        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Grpc_WaitForReady_WaitsForTheServer()
    {
        int port = Gateway.FreePort();
        IExporter exporter = await Gateway.ExporterAsync("grpc", $"http://127.0.0.1:{port}", "wait_for_ready: true", Signal.Traces, null, _settings);
        using TelemetryBatch batch = _batches.Make();
        using CancellationTokenSource cancelled = new();
        Task<Outcome> call = exporter.ConsumeAsync(batch, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        Assert.Equal(OutcomeKind.Cancelled, (await call).Kind);
        await exporter.StopAsync(Token);
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private Task<IExporter> ConnectAsync(ScriptedOtlpServer server, string protocol, string yaml) =>
        Gateway.ExporterAsync(protocol, (protocol == "grpc" ? server.Grpc : server.Http).ToString().TrimEnd('/'), yaml, Signal.Traces, null, _settings);

    private async Task<Outcome> AskAsync(string protocol, ScriptedReply reply, string yaml = "")
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => reply);
        IExporter exporter = await ConnectAsync(server, protocol, yaml);
        using TelemetryBatch batch = _batches.Make(items: 5);
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        await exporter.StopAsync(Token);
        return outcome;
    }

    /// <summary>Tries again at once.</summary>
    private sealed class ChainOptions : ExporterOptions
    {
        public ChainOptions() => RetryOnFailure.InitialInterval = RetryOnFailure.MaxInterval = TimeSpan.Zero;
    }
}
