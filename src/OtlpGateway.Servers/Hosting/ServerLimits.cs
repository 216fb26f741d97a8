// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Server.Kestrel.Core;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Servers.Hosting;

/// <summary>Sets Kestrel's limits from the options; where an option says "no limit", from what is sane.</summary>
internal static class ServerLimits
{
    private const int DefaultStreams = 1000;

    // As good as no limit. Kestrel's own infinity overflows when it is added to the present time, and closes every
    // connection that is idle for a heartbeat.
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(365);

    public static void Apply(KestrelServerLimits limits, ServerOptions options)
    {
        // Handlers bound bodies themselves, with their own answer.
        limits.MaxRequestBodySize = null;
        limits.KeepAliveTimeout = NoLimit;
        if (options is HttpServerOptions http)
        {
            limits.KeepAliveTimeout = OrDefault(http.IdleTimeout, NoLimit);
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
        limits.KeepAliveTimeout = OrDefault(keepalive.MaxConnectionIdle, NoLimit);
        limits.Http2.MaxStreamsPerConnection = grpc.MaxConcurrentStreams == 0 ? DefaultStreams : grpc.MaxConcurrentStreams;
        limits.Http2.KeepAlivePingDelay = OrDefault(keepalive.Time, TimeSpan.FromHours(2));
        limits.Http2.KeepAlivePingTimeout = OrDefault(keepalive.Timeout, TimeSpan.FromSeconds(20));
    }

    private static TimeSpan OrDefault(TimeSpan value, TimeSpan otherwise) => value == TimeSpan.Zero ? otherwise : value;
}
