// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.OtlpHttp;

/// <summary>Sends batches to an OTLP/HTTP server, as protobuf or JSON.</summary>
internal sealed class OtlpHttpExporter(ComponentSettings settings, OtlpHttpOptions options, Signal signal, EndpointUrl endpoint) : IExporter, IDisposable
{
    private readonly ExportOutcomes _outcomes = new(endpoint.Name, settings);
    private readonly HttpExportAnswer _answers = new(signal, settings.Time);
    private readonly HttpBodyEncoder _encoder = new(
        signal, options.Encoding, new BodyCompressor(options.Client.Compression, options.Client.CompressionParams.Level));

    private HttpMessageInvoker? _connections;
    private RequestHeaders? _headers;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        string path = $"exporters::{settings.Id}";
        _headers = new RequestHeaders(
            endpoint.Headers.Concat(options.Client.Headers),
            RequestHeaders.DefaultUserAgent,
            ClientAuthenticationOptions.Find(options.Client.Auth, path, settings.Services));
        _connections = new HttpMessageInvoker(ClientHandlers.Create(options.Client, path, settings.Time, settings.Logger));
        return Task.CompletedTask;
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using HttpBody body = _encoder.Encode(batch.Bytes);
        using BorrowedContent content = body.CreateContent();
        using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Address) { Content = content };
        ClientHandlers.SetVersion(request, options.Client);
        try
        {
            await _headers!.ApplyAsync(request, cancellationToken);
        }
        catch (IOException e)
        {
            return _outcomes.NoCredential(e);
        }

        try
        {
            return _outcomes.Of(
                await ExportExchange.RunAsync(Connections, request, content, _answers.ReadAsync, cancellationToken), batch.ItemCount);
        }
        catch (HttpRequestException e)
        {
            return _outcomes.Of(ExportExchange.NoConnection(e), batch.ItemCount);
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    }

    public Task StopAsync(CancellationToken deadline)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => Interlocked.Exchange(ref _connections, null)?.Dispose();

    private HttpMessageInvoker Connections => _connections ?? throw new InvalidOperationException("The exporter does not run.");
}
