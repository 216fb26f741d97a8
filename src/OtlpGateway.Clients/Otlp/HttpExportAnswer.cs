// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Clients.Otlp;

/// <summary>Reads what an OTLP/HTTP server answered.</summary>
public sealed class HttpExportAnswer(Signal signal, TimeProvider time)
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    private const int MostTextBytes = 2000;

    public async Task<ExportAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await ExportExchange.ReadBodyAsync(response, cancellationToken);
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode)
        {
            return ReadSuccess(type, body);
        }

        string message = $"HTTP {(int)response.StatusCode}{Detail(response, type, body)}";
        bool isRetryable = response.StatusCode
            is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
        return isRetryable ? ExportAnswer.Retry(message, RetryAfter(response)) : ExportAnswer.Refused(message);
    }

    private ExportAnswer ReadSuccess(string? type, ReadOnlyMemory<byte> body)
    {
        if (type == Protobuf)
        {
            return AnswerReader.TryReadExportResponse(body.Span, out ExportAnswer answer)
                ? answer
                : ExportAnswer.Refused("the server said OK, but sent no export response");
        }

        if (type != Json || body.IsEmpty)
        {
            // Many servers answer OK in a form of their own; the status is what counts.
            return ExportAnswer.Accepted(0, "");
        }

        return OtlpJsonResponses.TryReadExportResponse(signal, body, out long rejected, out string message)
            ? ExportAnswer.Accepted(rejected, message)
            : ExportAnswer.Refused("the server said OK, but sent no export response");
    }

    private static string Detail(HttpResponseMessage response, string? type, ReadOnlyMemory<byte> body)
    {
        if (response.Headers.Location is { } location)
        {
            return $": redirects to {location}, which is not followed; set the endpoint to it";
        }

        string text = type switch
        {
            Protobuf => AnswerReader.ReadMessage(body.Span),
            Json when OtlpJsonResponses.TryReadStatus(body, out _, out string json, out _) => json,
            _ => Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MostTextBytes)]),
        };
        return PeerText.Printable(text) is { Length: > 0 } printable ? $": {printable}" : "";
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        TimeSpan? delay = after?.Delta ?? (after?.Date - time.GetUtcNow());
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
