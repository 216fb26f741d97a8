// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Http;

/// <summary>The connections of a client, and what their failures mean.</summary>
public static class HttpConnections
{
    /// <summary>
    /// How long an unused connection is kept: shorter than the three seconds after which old servers close it, since a
    /// request would meet its end.
    /// </summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(2);

    // A name may come to mean another address.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    internal static HttpClient Create(ClickHouseHttpSettings settings)
    {
        HttpMessageHandler handler = settings.Connections?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionIdleTimeout = IdleTimeout,
            PooledConnectionLifetime = Lifetime,

            // Traces of the gateway's own requests are not wanted in what it forwards.
            ActivityHeadersPropagator = null,
        };

        // The time for a statement is its caller's.
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>A failure of the connection, with a number as ClickHouse's own client gives it.</summary>
    internal static ClickHouseException Describe(Exception failure) => failure switch
    {
        OperationCanceledException => new ClickHouseException(ClickHouseErrorCode.SocketTimeout, "it did not take the connection in time", failure),
        { InnerException: AuthenticationException tls } => new ClickHouseException(
            ClickHouseErrorCode.NetworkError, $"TLS failed: {tls.InnerException?.Message ?? tls.Message}", failure),
        { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } => new ClickHouseException(
            ClickHouseErrorCode.SocketTimeout, $"it is not reached: {failure.Message}", failure),
        _ => new ClickHouseException(ClickHouseErrorCode.NetworkError, $"it is not reached, or went away: {failure.Message}", failure),
    };
}
