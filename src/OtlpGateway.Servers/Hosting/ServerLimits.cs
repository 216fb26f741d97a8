// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Server.Kestrel.Core;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Servers.Hosting;

/// <summary>Sets Kestrel's limits from the options; where an option says "no limit", from what is sane.</summary>
internal static class ServerLimits
{
    private const int DefaultStreams = 1000;

    public static void Apply(KestrelServerLimits limits, ServerOptions options)
    {
        // Handlers bound bodies themselves, with their own answer.
        limits.MaxRequestBodySize = null;
        limits.KeepAliveTimeout = Timeout.InfiniteTimeSpan;
        if (options is HttpServerOptions http)
        {
            limits.KeepAliveTimeout = OrDefault(http.IdleTimeout, Timeout.InfiniteTimeSpan);
            limits.RequestHeadersTimeout = OrDefault(http.ReadHeaderTimeout, TimeSpan.FromSeconds(30));
        }
        else if (options is GrpcServerOptions grpc)
        {
            Apply(limits, grpc);
        }
    }

    private static void Apply(KestrelServerLimits limits, GrpcServerOptions grpc)
    {
        KeepaliveParameters keepalive = grpc.Keepalive?.ServerParameters ?? new KeepaliveParameters();
        limits.KeepAliveTimeout = OrDefault(keepalive.MaxConnectionIdle, Timeout.InfiniteTimeSpan);
        limits.Http2.MaxStreamsPerConnection = grpc.MaxConcurrentStreams == 0 ? DefaultStreams : grpc.MaxConcurrentStreams;
        limits.Http2.KeepAlivePingDelay = OrDefault(keepalive.Time, TimeSpan.FromHours(2));
        limits.Http2.KeepAlivePingTimeout = OrDefault(keepalive.Timeout, TimeSpan.FromSeconds(20));
    }

    private static TimeSpan OrDefault(TimeSpan value, TimeSpan otherwise) => value == TimeSpan.Zero ? otherwise : value;
}
