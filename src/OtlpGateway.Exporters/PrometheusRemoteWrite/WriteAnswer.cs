// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>A receiver's answer to one request: the one place where statuses get their meaning.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="Written">What was taken.</param>
/// <param name="RetryAfter">How long the receiver asked to wait.</param>
/// <param name="Message">For the user: the status, and what the receiver said, as it said it. Of success: what is odd about it.</param>
internal readonly record struct WriteAnswer(WriteVerdict Verdict, WrittenCounts Written, TimeSpan? RetryAfter, string Message)
{
    private const string WrittenHeader = "X-Prometheus-Remote-Write-";
    private const int MostTextBytes = 4096;

    public static WriteAnswer Retry(string message) => new(WriteVerdict.Retry, default, null, message);

    /// <summary>Reads the answer, and no more of its body than is worth reading.</summary>
    /// <param name="version">Of the request.</param>
    /// <param name="sent">What was in it.</param>
    public static async Task<WriteAnswer> ReadAsync(
        HttpResponseMessage response, RemoteWriteVersion version, RequestTally sent, TimeProvider time, CancellationToken cancellationToken)
    {
        bool hasCounts = TryReadCounts(response, out WrittenCounts written);
        if (response.IsSuccessStatusCode)
        {
            // A receiver of 1.0 reads an empty message out of one of 2.0, and is content.
            return version == RemoteWriteVersion.V2 && !hasCounts
                ? new(WriteVerdict.OtherVersion, default, null, "it says nothing of what it took")
                : new(WriteVerdict.Accepted, version == RemoteWriteVersion.V2 ? written : All(sent), null, IsPage(response) ? Page(response) : "");
        }

        string message = $"HTTP {(int)response.StatusCode}{await DetailAsync(response, cancellationToken)}{Advice(response.StatusCode)}";
        return response.StatusCode switch
        {
            HttpStatusCode.UnsupportedMediaType when version == RemoteWriteVersion.V2 => new(WriteVerdict.OtherVersion, default, null, message),
            HttpStatusCode.InternalServerError => new(WriteVerdict.Failed, default, Hint(response, time), message),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new(WriteVerdict.Retry, default, Hint(response, time), message),
            HttpStatusCode.BadRequest when written != default => new(WriteVerdict.PartlyAccepted, written, null, message),
            HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge => new(WriteVerdict.Unfit, default, null, message),
            _ => new(WriteVerdict.Refused, default, null, message),
        };
    }

    // What the receiver itself says of it is mostly nothing, and an operator has to know where to look.
    private static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "; check headers and auth::authenticator",
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed =>
            "; check the endpoint's path: Prometheus takes remote write at /api/v1/write if it runs with --web.enable-remote-write-receiver",
        _ => "",
    };

    private static bool IsPage(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType is "text/html";

    private static string Page(HttpResponseMessage response) => $"HTTP {(int)response.StatusCode} with a page of HTML";

    private static WrittenCounts All(in RequestTally sent) => new(sent.Samples, sent.Histograms, sent.Exemplars);

    private static bool TryReadCounts(HttpResponseMessage response, out WrittenCounts written)
    {
        bool any = TryRead(response, "Samples-Written", out long samples);
        any |= TryRead(response, "Histograms-Written", out long histograms);
        any |= TryRead(response, "Exemplars-Written", out long exemplars);
        written = new WrittenCounts(samples, histograms, exemplars);
        return any;
    }

    private static bool TryRead(HttpResponseMessage response, string name, out long value)
    {
        value = 0;
        return response.Headers.TryGetValues(WrittenHeader + name, out IEnumerable<string>? values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Headers.Location is { } location)
        {
            return $": redirects to {location}, which is not followed; set the endpoint to it";
        }

        byte[] body = new byte[MostTextBytes];
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
            return PeerText.Printable(Encoding.UTF8.GetString(body, 0, length)) is { Length: > 0 } text ? $": {text}" : "";
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has been given, and stands without an explanation.
            return "";
        }
    }

    private static TimeSpan? Hint(HttpResponseMessage response, TimeProvider time)
    {
        RetryConditionHeaderValue? after = response.Headers.RetryAfter;
        TimeSpan? delay = after?.Delta ?? (after?.Date - time.GetUtcNow());
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
