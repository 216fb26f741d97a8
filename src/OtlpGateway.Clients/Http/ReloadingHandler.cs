// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Files;

namespace OtlpGateway.Clients.Http;

/// <summary>
/// Sends over a handler that is made anew when a certificate file changed. Asked at each request, so no timer runs; a
/// broken new file keeps the old connections and is logged. Requests under way end on the old connections.
/// </summary>
internal sealed class ReloadingHandler(
    SocketsHttpHandler first,
    Func<SocketsHttpHandler> create,
    FileStamps files,
    TimeSpan interval,
    string path,
    TimeProvider time,
    ILogger logger) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private long _lookedAt = time.GetTimestamp();
    private HttpMessageInvoker _current = new(first);
    private HttpMessageInvoker? _retired;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
            _retired?.Dispose();
        }

        base.Dispose(disposing);
    }

    private HttpMessageInvoker Current()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_lookedAt) < interval)
            {
                return _current;
            }

            _lookedAt = time.GetTimestamp();
            return files.Changed() ? Renewed() : _current;
        }
    }

    private HttpMessageInvoker Renewed()
    {
        try
        {
            HttpMessageInvoker old = _current;
            _current = new HttpMessageInvoker(create());

            // A request may be about to use the old one: it is let go at the next change. Its idle connections close by age.
            _retired?.Dispose();
            _retired = old;
            ClientsLog.CertificatesReloaded(logger, path);
        }
        catch (ComponentStartException e)
        {
            ClientsLog.CertificateReloadFailed(logger, e.Message);
        }

        return _current;
    }
}
