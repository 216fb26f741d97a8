// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;

namespace OtlpGateway.Send.Transport;

/// <summary>What both transports need of HTTP: one connection, a time for each exchange, faults of the connection as answers.</summary>
internal sealed class SendClient(SendOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _connection = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.Timeout,
        ActivityHeadersPropagator = null,
    });

    private readonly RequestHeaders _headers = new(options.Headers, "otlp-gateway-send", null);

    public async Task<ExportAnswer> SendAsync(
        HttpRequestMessage request,
        BorrowedContent content,
        Func<HttpResponseMessage, CancellationToken, Task<ExportAnswer>> read,
        CancellationToken cancellationToken)
    {
        await _headers.ApplyAsync(request, cancellationToken);
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.Timeout);
        try
        {
            return await ExportExchange.RunAsync(_connection, request, content, read, timeout.Token);
        }
        catch (HttpRequestException e)
        {
            return ExportExchange.NoConnection(e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ExportAnswer.Retry($"no answer within {options.Timeout.TotalSeconds:0.###} s");
        }
    }

    public void Dispose() => _connection.Dispose();
}
