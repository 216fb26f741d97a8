// SPDX-License-Identifier: Apache-2.0

using System.Net.Sockets;
using System.Security.Authentication;
using OtlpGateway.Clients.Http;

namespace OtlpGateway.Clients.Otlp;

/// <summary>Runs one exchange with an OTLP server; what the connection does is an answer, too.</summary>
public static class ExportExchange
{
    /// <summary>More than the protocol lets an answer have.</summary>
    public const int MaxAnswerBytes = 4 << 20;

    /// <summary>
    /// Sends the request and reads its answer. A broken connection may be tried again, as its request may not have
    /// arrived. When it returns or throws, nobody reads the content's bytes any more.
    /// </summary>
    /// <exception cref="HttpRequestException">There was no connection: nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<ExportAnswer> RunAsync(
        HttpMessageInvoker connections,
        HttpRequestMessage request,
        BorrowedContent content,
        Func<HttpResponseMessage, CancellationToken, Task<ExportAnswer>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await connections.SendAsync(request, cancellationToken);
            return await read(response, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException || (e is HttpRequestException failure && !IsUnsent(failure)))
        {
            return ExportAnswer.Retry(Cause(e));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return ExportAnswer.Retry(e.InnerException is TimeoutException timeout ? timeout.Message : "the connection was closed");
        }
        finally
        {
            await content.CloseAsync();
        }
    }

    /// <summary>The whole body, if it is no longer than the protocol allows.</summary>
    /// <exception cref="IOException">It is longer.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        long announced = response.Content.Headers.ContentLength ?? 0;
        byte[] body = new byte[Math.Min(announced > 0 ? announced + 1 : 512, MaxAnswerBytes + 1)];
        int length = 0;
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(body.AsMemory(length), cancellationToken) is > 0 and int read)
        {
            length += read;
            if (length > MaxAnswerBytes)
            {
                throw new IOException($"the server's answer is longer than {MaxAnswerBytes} bytes");
            }

            if (length == body.Length)
            {
                Array.Resize(ref body, Math.Min(2 * length, MaxAnswerBytes + 1));
            }
        }

        return body.AsMemory(0, length);
    }

    /// <summary>The answer that a lack of connection is.</summary>
    public static ExportAnswer NoConnection(HttpRequestException failure) => ExportAnswer.Retry(Cause(failure));

    private static bool IsUnsent(HttpRequestException failure) => failure.HttpRequestError
        is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // What the framework says first is often only that something is wrong; the reason is within.
    private static string Cause(Exception e)
    {
        string message = e.Message;
        for (Exception? inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException or IOException or SocketException && !message.Contains(inner.Message, StringComparison.Ordinal))
            {
                message = message.Replace(", see inner exception.", "", StringComparison.Ordinal).TrimEnd('.') + ": " + inner.Message;
            }
        }

        return message;
    }
}
