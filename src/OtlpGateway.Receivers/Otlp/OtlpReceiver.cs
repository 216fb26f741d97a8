// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp.Deduplication;
using OtlpGateway.Receivers.Otlp.Grpc;
using OtlpGateway.Receivers.Otlp.Http;
using OtlpGateway.Receivers.Otlp.Intake;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Servers.Hosting;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Otlp;

/// <summary>Receives OTLP over gRPC and HTTP, each on its own endpoint, and answers when the pipeline has.</summary>
internal sealed class OtlpReceiver : IReceiver, IDisposable
{
    private readonly ComponentSettings _settings;
    private readonly OtlpReceiverOptions _options;
    private readonly IReadOnlyDictionary<Signal, PipelineEntry> _next;
    private readonly RequestDeduplicator? _deduplicator;
    private readonly AbandonedDeliveries _abandoned;
    private GatewayServer? _grpc;
    private GatewayServer? _http;

    public OtlpReceiver(ComponentSettings settings, OtlpReceiverOptions options, IReadOnlyDictionary<Signal, PipelineEntry> next)
    {
        _settings = settings;
        _options = options;
        _next = next;
        _abandoned = new AbandonedDeliveries(settings.Logger);
        if (options.Deduplication.Enabled)
        {
            _deduplicator = new RequestDeduplicator(options.Deduplication.Window, options.Deduplication.MaxRequests, settings.Time);
            DeduplicatorMetrics.Observe(settings.Meter, settings.Id.ToString(), _deduplicator);
        }
    }

    /// <summary>The port of the gRPC endpoint, once started; 0 without one.</summary>
    public int GrpcPort => _grpc?.Port ?? 0;

    /// <summary>The port of the HTTP endpoint, once started; 0 without one.</summary>
    public int HttpPort => _http?.Port ?? 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await SeedAsync(cancellationToken);
        ExportIntake intake = new(_next, _deduplicator, _abandoned);
        if (_options.Protocols.Grpc is { } grpc)
        {
            ReceiverEndpoint endpoint = Endpoint(intake, grpc, "protocols::grpc", "grpc");
            _grpc = await StartAsync(grpc, "protocols::grpc", HttpProtocols.Http2, new GrpcHandler(grpc, endpoint), cancellationToken);
        }

        if (_options.Protocols.Http is { } http)
        {
            HttpProtocols protocols = http.Tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            ReceiverEndpoint endpoint = Endpoint(intake, http, "protocols::http", "http");
            _http = await StartAsync(http, "protocols::http", protocols, new HttpHandler(http, endpoint), cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        Task grpc = _grpc?.StopAsync(deadline) ?? Task.CompletedTask;
        Task http = _http?.StopAsync(deadline) ?? Task.CompletedTask;
        await Task.WhenAll(grpc, http);
        await _abandoned.StopAsync(deadline);
        await (_grpc?.DisposeAsync() ?? default);
        await (_http?.DisposeAsync() ?? default);
    }

    public void Dispose() => _abandoned.Dispose();

    private async Task<GatewayServer> StartAsync(
        ServerOptions options,
        string path,
        HttpProtocols protocols,
        IRequestHandler handler,
        CancellationToken cancellationToken)
    {
        GatewayServer server = new(
            new ServerSettings
            {
                ConfigPath = $"receivers::{_settings.Id}::{path}",
                Options = options,
                Protocols = protocols,
                Time = _settings.Time,
                Logger = _settings.Logger,
            },
            handler);
        await server.StartAsync(cancellationToken);
        return server;
    }

    private ReceiverEndpoint Endpoint(ExportIntake intake, ServerOptions options, string path, string transport)
    {
        IExtensions? extensions = _settings.Services.GetService<IExtensions>();
        OtlpReceiverMetrics metrics = new(_settings.Meter, _settings.Id.ToString(), transport);
        foreach (Signal signal in _next.Keys)
        {
            metrics.Begin(signal);
        }

        return new ReceiverEndpoint(
            intake,
            new RequestAuthenticator(options.Auth, $"receivers::{_settings.Id}::{path}", extensions),
            metrics,
            _settings.Services.GetRequiredService<MemoryBudget>(),
            _settings.Time,
            _settings.Logger);
    }

    /// <summary>
    /// Learns what was stored before a crash. Without it the receiver works all the same, only that such retries are
    /// stored twice, so an error is told and not fatal.
    /// </summary>
    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (_deduplicator is null)
        {
            return;
        }

        DateTimeOffset since = _settings.Time.GetUtcNow() - _options.Deduplication.Window;
        foreach (IRequestHistory history in _next.Values.Select(entry => entry.History).OfType<IRequestHistory>().Distinct())
        {
            try
            {
                IReadOnlyList<StoredRequest> stored = await history.ReadRecentAsync(since, cancellationToken);
                _deduplicator.Seed(stored);
                if (stored.Count > 0)
                {
                    OtlpReceiverLog.Seeded(_settings.Logger, stored.Count);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                OtlpReceiverLog.NotSeeded(_settings.Logger, e.Message);
            }
        }
    }
}
