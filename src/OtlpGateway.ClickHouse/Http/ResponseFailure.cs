// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;
using System.Net;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>Tells a failure from a good answer, by the status and ClickHouse's headers.</summary>
internal static class ResponseFailure
{
    internal const string CodeHeader = "X-ClickHouse-Exception-Code";
    internal const string TagHeader = "X-ClickHouse-Exception-Tag";
    internal const string SummaryHeader = "X-ClickHouse-Summary";

    /// <summary>Null for a good answer.</summary>
    internal static async Task<ClickHouseException?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int code = HeaderCode(response);
        if (response.IsSuccessStatusCode && code == ClickHouseErrorCode.None)
        {
            return null;
        }

        ClickHouseException said = await ReadTextAsync(response, code, cancellationToken);
        if (said.Code != ClickHouseErrorCode.None)
        {
            return said;
        }

        // Not ClickHouse's own words: something on the way to it.
        int status = (int)response.StatusCode;
        string text = said.Message.Length > 0 ? $": {Shorten(said.Message)}" : "";
        return new ClickHouseException(CodeOf(response.StatusCode), $"answered {status} {response.ReasonPhrase} without an error number of ClickHouse{text}");
    }

    /// <summary>What the body says, at most <see cref="ErrorText.MaxBytes"/> of it.</summary>
    internal static async Task<ClickHouseException> ReadTextAsync(HttpResponseMessage response, int code, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ErrorText.MaxBytes);
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            int length = 0;
            try
            {
                int read;
                while (length < ErrorText.MaxBytes && (read = await body.ReadAsync(buffer.AsMemory(length, ErrorText.MaxBytes - length), cancellationToken)) > 0)
                {
                    length += read;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // The status says what is to be known; the text is for people.
            }

            return ErrorText.Of(buffer.AsSpan(0, length), code);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : "";

    /// <summary>True when a header says that ClickHouse itself answered, and not a proxy or another server.</summary>
    internal static bool IsClickHouse(HttpResponseMessage response) =>
        response.Headers.NonValidated.Any(header => header.Key.StartsWith("X-ClickHouse-", StringComparison.OrdinalIgnoreCase));

    private static int HeaderCode(HttpResponseMessage response) =>
        int.TryParse(Header(response, CodeHeader), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : ClickHouseErrorCode.None;

    private static int CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired => ClickHouseErrorCode.AuthenticationFailed,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => ClickHouseErrorCode.SocketTimeout,
        HttpStatusCode.TooManyRequests => ClickHouseErrorCode.TooManySimultaneousQueries,
        _ => ClickHouseErrorCode.NetworkError,
    };

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "..." : text;
}
