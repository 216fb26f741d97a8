// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>OTLP/gRPC: unary calls on HTTP/2; the body comes in its frame.</summary>
internal sealed class GrpcTransport : IOtlpTransport
{
    private const int FrameHeaderLength = 5;

    private readonly HttpClient _client;
    private readonly Uri _endpoint;
    private readonly bool _gzip;
    private readonly string _timeout;

    public GrpcTransport(SendOptions options)
    {
        _client = HttpExchange.CreateClient(options);
        _endpoint = options.Endpoint;
        _gzip = options.Gzip;
        _timeout = string.Create(CultureInfo.InvariantCulture, $"{(long)options.Timeout.TotalMilliseconds}m");
    }

    public async Task<SendAnswer> SendAsync(Signal signal, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_endpoint, Path(signal)))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("grpc-timeout", _timeout);
        if (_gzip)
        {
            request.Headers.TryAddWithoutValidation("grpc-encoding", "gzip");
        }

        return await HttpExchange.RunAsync(_client, request, ReadAsync, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private static async Task<SendAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        int code = int.TryParse(Header(response, "grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            ? given
            : GrpcStatusCodes.FromHttp((int)response.StatusCode);
        if (code == GrpcStatusCodes.Ok)
        {
            return ReadMessage(body);
        }

        string message = $"gRPC status {code}: {Uri.UnescapeDataString(Header(response, "grpc-message") ?? "")}";
        TimeSpan? delay = Header(response, "grpc-status-details-bin") is { } details ? AnswerReader.ReadRetryDelay(details) : null;
        return GrpcStatusCodes.IsRetryable(code, delay is not null) ? SendAnswer.Retry(message, delay) : SendAnswer.Refused(message);
    }

    private static SendAnswer ReadMessage(ReadOnlySpan<byte> body)
    {
        bool isOneFrame = body.Length >= FrameHeaderLength
            && body[0] == 0
            && BinaryPrimitives.ReadUInt32BigEndian(body[1..]) == (uint)(body.Length - FrameHeaderLength);
        return isOneFrame
            ? AnswerReader.ReadExportResponse(body[FrameHeaderLength..])
            : SendAnswer.Refused("the server said OK, but sent no message");
    }

    /// <summary>From the trailers, or from the headers when the answer has nothing else.</summary>
    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    private static string Path(Signal signal) => signal switch
    {
        Signal.Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        Signal.Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        Signal.Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
