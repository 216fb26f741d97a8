// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Servers.Http;

/// <summary>HTTP/1.1 in clear text on one address, every request to one delegate: for metrics, health and SQL.</summary>
public sealed class PlainHttpServer : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly IHttpApplication<HttpContext> _application;
    private readonly HostAndPort _endpoint;
    private bool _disposed;

    /// <param name="endpoint">Where to listen: an address, <c>localhost</c>, or empty for all; port 0 takes a free one.</param>
    /// <param name="handler">Answers a request. What it throws becomes status 500.</param>
    public PlainHttpServer(HostAndPort endpoint, RequestDelegate handler, ILoggerFactory loggers, Action<KestrelServerLimits>? limits = null)
    {
        _endpoint = endpoint;
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        limits?.Invoke(options.Limits);
        foreach (IPAddress address in Resolve(endpoint.Host))
        {
            options.Listen(address, endpoint.Port, listen => listen.Protocols = HttpProtocols.Http1);
        }

        _application = new Application(handler, loggers.CreateLogger<PlainHttpServer>());
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers),
            loggers);
    }

    /// <summary>The port in use, after the start.</summary>
    public int Port { get; private set; }

    /// <exception cref="ComponentStartException">The address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(_application, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new ComponentStartException($"cannot listen on {_endpoint.Host}:{_endpoint.Port}: {exception.Message}", exception);
        }

        string url = _server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Port = new Uri(url.Replace("//*", "//localhost", StringComparison.Ordinal)).Port;
    }

    /// <summary>Listens no more and waits for running requests until the deadline. Harmless after disposal.</summary>
    public Task StopAsync(CancellationToken deadline) => _disposed ? Task.CompletedTask : _server.StopAsync(deadline);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private static IReadOnlyList<IPAddress> Resolve(string host)
    {
        if (host is "" or "*")
        {
            return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        }

        if (host == "localhost")
        {
            return [IPAddress.Loopback];
        }

        try
        {
            return [IPAddress.TryParse(host, out IPAddress? address) ? address : Dns.GetHostAddresses(host)[0]];
        }
        catch (SocketException exception)
        {
            throw new ComponentStartException($"cannot find the address of \"{host}\": {exception.Message}", exception);
        }
    }

    private sealed class Application(RequestDelegate handler, ILogger logger) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            try
            {
                await handler(context);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ConnectionResetException or IOException
                && context.RequestAborted.IsCancellationRequested)
            {
                // The client went away; there is nobody to answer.
            }
            catch (Exception exception)
            {
                ServerLog.RequestFailed(logger, exception, context.Request.Path);
                throw;
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
