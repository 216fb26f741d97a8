// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Servers.Hosting;

/// <summary>
/// <c>max_connection_age</c>: asks an old connection to end (GOAWAY), so that clients behind a balancer spread again, and
/// cuts it off after the grace time.
/// </summary>
internal static class ConnectionAge
{
    public static void Apply(ListenOptions listen, ServerOptions options, TimeProvider time)
    {
        if (options is not GrpcServerOptions { Keepalive.ServerParameters: { MaxConnectionAge.Ticks: > 0 } parameters })
        {
            return;
        }

        listen.Use(next => async connection =>
        {
            await using ITimer age = time.CreateTimer(AskToClose, connection, parameters.MaxConnectionAge, Timeout.InfiniteTimeSpan);
            TimeSpan end = parameters.MaxConnectionAgeGrace > TimeSpan.Zero
                ? parameters.MaxConnectionAge + parameters.MaxConnectionAgeGrace
                : Timeout.InfiniteTimeSpan;
            await using ITimer grace = time.CreateTimer(Cut, connection, end, Timeout.InfiniteTimeSpan);
            await next(connection);
        });
    }

    private static void AskToClose(object? connection) =>
        ((ConnectionContext)connection!).Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    private static void Cut(object? connection) =>
        ((ConnectionContext)connection!).Abort(new ConnectionAbortedException("max_connection_age_grace is over"));
}
