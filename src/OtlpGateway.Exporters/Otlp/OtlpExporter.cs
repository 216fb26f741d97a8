// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Grpc;
using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Otlp;

/// <summary>Sends batches to an OTLP/gRPC server; uncompressed, the bytes that go out are the batch's own.</summary>
internal sealed class OtlpExporter(ComponentSettings settings, OtlpExporterOptions options, Signal signal) : IExporter, IDisposable
{
    private readonly ExportOutcomes _outcomes = new(options.Client.Endpoint, settings);
    private readonly GrpcRequests _requests = new(options.Client.Compression, options.Timeout);
    private GrpcChannel? _channel;
    private RequestHeaders? _headers;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        string path = $"exporters::{settings.Id}";
        string agent = options.Client.UserAgent.Length > 0 ? options.Client.UserAgent : RequestHeaders.DefaultUserAgent;
        _headers = new RequestHeaders(
            options.Client.Headers, agent, ClientAuthenticationOptions.Find(options.Client.Auth, path, settings.Services));
        _channel = new GrpcChannel(options.Client, path, settings.Time, settings.Logger);
        return Task.CompletedTask;
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using GrpcMessage message = _requests.Encode(batch.Bytes);
        try
        {
            ExportAnswer answer = await Channel.CallAsync((connections, token) => AttemptAsync(connections, message, token), cancellationToken);
            return _outcomes.Of(answer, batch.ItemCount);
        }
        catch (HttpRequestException e)
        {
            return _outcomes.Of(ExportExchange.NoConnection(e), batch.ItemCount);
        }
        catch (IOException e)
        {
            return _outcomes.NoCredential(e);
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

    public void Dispose() => Interlocked.Exchange(ref _channel, null)?.Dispose();

    private GrpcChannel Channel => _channel ?? throw new InvalidOperationException("The exporter does not run.");

    private async Task<ExportAnswer> AttemptAsync(HttpMessageInvoker connections, GrpcMessage message, CancellationToken cancellationToken)
    {
        using BorrowedContent content = message.CreateContent();
        using HttpRequestMessage request = _requests.Create(new Uri(Channel.Address, OtlpPaths.Grpc(signal)), content);
        await _headers!.ApplyAsync(request, cancellationToken);
        if (options.Client.Authority.Length > 0)
        {
            request.Headers.Host = options.Client.Authority;
        }

        return await ExportExchange.RunAsync(connections, request, content, GrpcExportAnswer.ReadAsync, cancellationToken);
    }
}
