// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Http.Headers;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>OTLP/HTTP in protobuf or JSON.</summary>
internal sealed class HttpTransport : IOtlpTransport
{
    private readonly HttpClient _client;
    private readonly string _endpoint;
    private readonly bool _gzip;
    private readonly bool _json;
    private readonly TimeProvider _time;

    public HttpTransport(SendOptions options, TimeProvider time)
    {
        _client = HttpExchange.CreateClient(options);
        _endpoint = options.Endpoint.AbsoluteUri.TrimEnd('/');
        _gzip = options.Gzip;
        _json = options.Protocol == SendProtocol.HttpJson;
        _time = time;
    }

    public async Task<SendAnswer> SendAsync(Signal signal, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"{_endpoint}/v1/{Path(signal)}")
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(_json ? "application/json" : "application/x-protobuf");
        if (_gzip)
        {
            request.Content.Headers.ContentEncoding.Add("gzip");
        }

        return await HttpExchange.RunAsync(_client, request, (response, token) => ReadAsync(signal, response, token), cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<SendAnswer> ReadAsync(Signal signal, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return ReadSuccess(signal, body);
        }

        string text = _json && OtlpJsonResponses.TryReadStatus(body, out _, out string json, out _) ? json : AnswerReader.ReadMessage(body);
        string message = $"HTTP {(int)response.StatusCode}: {text}";
        bool isRetryable = response.StatusCode
            is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        return isRetryable ? SendAnswer.Retry(message, RetryAfter(response)) : SendAnswer.Refused(message);
    }

    private SendAnswer ReadSuccess(Signal signal, byte[] body)
    {
        if (!_json)
        {
            return AnswerReader.ReadExportResponse(body);
        }

        return OtlpJsonResponses.TryReadExportResponse(signal, body, out long rejected, out string message)
            ? SendAnswer.Accepted(rejected, message)
            : SendAnswer.Refused("the server said OK, but sent no export response");
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        TimeSpan? delay = after?.Delta ?? (after?.Date - _time.GetUtcNow());
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }

    private static string Path(Signal signal) => signal switch
    {
        Signal.Traces => "traces",
        Signal.Metrics => "metrics",
        Signal.Logs => "logs",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
    };
}
