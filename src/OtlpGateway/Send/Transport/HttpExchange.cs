// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Transport;

/// <summary>What both transports need of HTTP: one connection, bounded answers, faults of the connection as answers.</summary>
internal static class HttpExchange
{
    // More than the protocol lets an answer have.
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    public static HttpClient CreateClient(SendOptions options)
    {
        SocketsHttpHandler handler = new()
        {
            MaxConnectionsPerServer = 1,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
        };
        HttpClient client = new(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = MaxAnswerBytes };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("otlp-gateway-send");
        foreach ((string name, string value) in options.Headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }

    /// <summary>Runs one exchange; a broken connection or a timeout may be tried again, as its request may not have arrived.</summary>
    public static async Task<SendAnswer> RunAsync(
        HttpClient client,
        HttpRequestMessage request,
        Func<HttpResponseMessage, CancellationToken, Task<SendAnswer>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            return await read(response, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return SendAnswer.Retry(e.InnerException?.Message ?? e.Message);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return SendAnswer.Retry(e.InnerException is TimeoutException timeout ? timeout.Message : "the connection was closed");
        }
    }
}
