// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>OTLP/HTTP in protobuf or JSON.</summary>
internal sealed class HttpTransport(SendOptions options, TimeProvider time) : IOtlpTransport
{
    private readonly SendClient _client = new(options);
    private readonly string _endpoint = options.Endpoint.AbsoluteUri.TrimEnd('/');
    private readonly string _contentType = options.Protocol == SendProtocol.HttpJson ? HttpExportAnswer.Json : HttpExportAnswer.Protobuf;

    public async Task<ExportAnswer> SendAsync(Signal signal, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using BorrowedContent content = new(default, body, _contentType);
        using HttpRequestMessage request = new(HttpMethod.Post, _endpoint + OtlpPaths.Http(signal)) { Content = content };
        if (options.Gzip)
        {
            content.Headers.ContentEncoding.Add(BodyCompression.Gzip.Name());
        }

        return await _client.SendAsync(request, content, new HttpExportAnswer(signal, time).ReadAsync, cancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
