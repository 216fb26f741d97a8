// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>Sends requests to one receiver. Thread-safe once started.</summary>
internal sealed class WriteConnection(ComponentSettings settings, PrometheusRemoteWriteOptions options, PrometheusRemoteWriteMetrics metrics) : IDisposable
{
    private const string ContentType1 = "application/x-protobuf";
    private const string ContentType2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

    private readonly HttpClientOptions _client = options.EffectiveClient;
    private readonly EndpointUrl _endpoint = new(new Uri(options.EffectiveClient.Endpoint));
    private readonly TimeSpan _timeout = options.EffectiveTimeout;
    private readonly BodyCompressor _compressor = new(BodyCompression.Snappy);
    private HttpMessageInvoker? _connections;
    private RequestHeaders? _headers;

    /// <summary>Names the receiver in messages.</summary>
    public string Name => _endpoint.Name;

    public void Start()
    {
        string path = $"exporters::{settings.Id}" + (options.Http is null ? "" : "::http");
        _headers = new RequestHeaders(
            _endpoint.Headers.Concat(_client.Headers), RequestHeaders.DefaultUserAgent, ClientAuthenticationOptions.Find(_client.Auth, path, settings.Services));
        _connections = new HttpMessageInvoker(ClientHandlers.Create(_client, path, settings.Time, settings.Logger));
    }

    /// <summary>Compresses the request and makes one attempt.</summary>
    /// <param name="encoder">Has the request; it may be used again when this returns.</param>
    /// <param name="retries">Attempts of this request before.</param>
    public async Task<WriteAnswer> SendAsync(WriteRequestEncoder encoder, int retries, CancellationToken cancellationToken)
    {
        using PooledBuffer body = _compressor.Compress(encoder.Finish());
        using BorrowedContent content = new(default, body.Memory, encoder.Version == RemoteWriteVersion.V1 ? ContentType1 : ContentType2);
        content.Headers.TryAddWithoutValidation("Content-Encoding", "snappy");
        using HttpRequestMessage request = new(HttpMethod.Post, _endpoint.Address) { Content = content };
        ClientHandlers.SetVersion(request, _client);
        request.Headers.TryAddWithoutValidation("X-Prometheus-Remote-Write-Version", encoder.Version == RemoteWriteVersion.V1 ? "0.1.0" : "2.0.0");
        if (retries > 0)
        {
            request.Headers.TryAddWithoutValidation("Retry-Attempt", retries.ToString(CultureInfo.InvariantCulture));
        }

        using CancellationTokenSource timeout = _timeout > TimeSpan.Zero ? new(_timeout, settings.Time) : new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _headers!.ApplyAsync(request, either.Token);
            metrics.Sent(body.Length, retries > 0);
            return await ExchangeAsync(request, content, encoder, either.Token);
        }
        catch (HttpRequestException e)
        {
            return WriteAnswer.Retry(ExportExchange.NoConnection(e).Message);
        }
        catch (IOException e)
        {
            return WriteAnswer.Retry($"no credential to send: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WriteAnswer.Retry($"no answer within {_timeout.TotalSeconds:0.###} s (option timeout)");
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _connections, null)?.Dispose();

    private async Task<WriteAnswer> ExchangeAsync(
        HttpRequestMessage request, BorrowedContent content, WriteRequestEncoder encoder, CancellationToken cancellationToken)
    {
        HttpMessageInvoker connections = _connections ?? throw new InvalidOperationException("The exporter does not run.");
        WriteAnswer? read = null;
        RequestTally sent = encoder.Tally;
        RemoteWriteVersion version = encoder.Version;
        ExportAnswer answer = await ExportExchange.RunAsync(connections, request, content, ReadAsync, cancellationToken);
        return read ?? WriteAnswer.Retry(answer.Message);

        async Task<ExportAnswer> ReadAsync(HttpResponseMessage response, CancellationToken token)
        {
            read = await WriteAnswer.ReadAsync(response, version, sent, settings.Time, token);
            return default;
        }
    }
}
