// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using OtlpGateway.Clients.Tls;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Files;

namespace OtlpGateway.Clients.Http;

/// <summary>Makes the HTTP handlers of clients: the one place where options become connections.</summary>
public static class ClientHandlers
{
    private static readonly TimeSpan DefaultPingTimeout = TimeSpan.FromSeconds(15);

    // Names are resolved again now and then, so that a server that moved is found.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A handler with these options, which follows changes of its certificate files. Redirects are not followed, answers
    /// not decompressed, and it sets no headers: see <see cref="RequestHeaders"/>.
    /// </summary>
    /// <param name="path">The client's configuration path, for messages.</param>
    /// <exception cref="ComponentStartException">A certificate file cannot be read.</exception>
    public static HttpMessageHandler Create(HttpClientOptions options, string path, TimeProvider time, ILogger logger) =>
        Reloading(options.Tls, path, time, logger, () => CreateSockets(options, path));

    /// <summary>The version of HTTP that a request to this address is sent in.</summary>
    public static void SetVersion(HttpRequestMessage request, HttpClientOptions options)
    {
        bool second = options.ForceAttemptHttp2 && !options.DisableKeepAlives && request.RequestUri?.Scheme == Uri.UriSchemeHttps;
        request.Version = second ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        request.Headers.ConnectionClose = options.DisableKeepAlives ? true : null;
    }

    /// <summary>A handler that is made anew when a certificate file changed, where the options ask for that.</summary>
    internal static HttpMessageHandler Reloading(
        TlsClientOptions tls, string path, TimeProvider time, ILogger logger, Func<SocketsHttpHandler> create)
    {
        SocketsHttpHandler first = create();
        FileStamps files = new(tls.CertFile, tls.KeyFile, tls.CaFile);
        return tls.ReloadInterval > TimeSpan.Zero && files.Any
            ? new ReloadingHandler(first, create, files, tls.ReloadInterval, path, time, logger)
            : first;
    }

    /// <summary>What HTTP and gRPC have in common.</summary>
    internal static SocketsHttpHandler CreateSockets(TlsClientOptions tls, string path)
    {
        SslClientAuthenticationOptions ssl = ClientTls.Load(tls, $"{path}::tls");
        SocketsHttpHandler handler = new()
        {
            SslOptions = ssl,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            ActivityHeadersPropagator = null,
        };
        return handler;
    }

    private static SocketsHttpHandler CreateSockets(HttpClientOptions options, string path)
    {
        SocketsHttpHandler handler = CreateSockets(options.Tls, path);
        handler.UseCookies = options.Cookies is not null;
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionIdleTimeout = options.IdleConnTimeout > TimeSpan.Zero ? options.IdleConnTimeout : Timeout.InfiniteTimeSpan;
        if (options.MaxConnsPerHost > 0)
        {
            handler.MaxConnectionsPerServer = options.MaxConnsPerHost;
        }

        if (options.Http2ReadIdleTimeout > TimeSpan.Zero)
        {
            handler.KeepAlivePingDelay = options.Http2ReadIdleTimeout;
            handler.KeepAlivePingTimeout = options.Http2PingTimeout > TimeSpan.Zero ? options.Http2PingTimeout : DefaultPingTimeout;
        }

        if (options.Tls.ServerNameOverride.Length > 0)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = new NamedTlsConnector(handler.SslOptions, options.Tls.ServerNameOverride, options.ForceAttemptHttp2).ConnectAsync;
        }
        else if (options.ProxyUrl.Length > 0)
        {
            handler.Proxy = Proxy(new Uri(options.ProxyUrl));
        }

        return handler;
    }

    private static WebProxy Proxy(Uri address)
    {
        WebProxy proxy = new(address);
        if (address.UserInfo.Split(':', 2) is [string user, string password])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        return proxy;
    }
}
