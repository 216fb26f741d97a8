// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Grpc;
using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>OTLP/gRPC: unary calls on HTTP/2; the body comes in its frame.</summary>
internal sealed class GrpcTransport : IOtlpTransport
{
    private readonly SendClient _client;
    private readonly GrpcRequests _requests;
    private readonly Uri _endpoint;

    public GrpcTransport(SendOptions options)
    {
        _client = new SendClient(options);
        _requests = new GrpcRequests(options.Gzip ? BodyCompression.Gzip : BodyCompression.None, options.Timeout);
        _endpoint = options.Endpoint;
    }

    public async Task<ExportAnswer> SendAsync(Signal signal, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using BorrowedContent content = new(default, body, "application/grpc");
        using HttpRequestMessage request = _requests.Create(new Uri(_endpoint, OtlpPaths.Grpc(signal)), content);
        return await _client.SendAsync(request, content, GrpcExportAnswer.ReadAsync, cancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
