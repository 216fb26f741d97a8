// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Servers.Hosting;

/// <summary>What a component passes to its server.</summary>
public sealed class ServerSettings
{
    /// <summary>Where the options stand in the component, for messages: for example <c>protocols::grpc</c>.</summary>
    public required string ConfigPath { get; init; }

    public required ServerOptions Options { get; init; }

    /// <summary>
    /// In cleartext exactly one of HTTP/1.1 and HTTP/2, since without TLS nothing says which a client speaks.
    /// </summary>
    public required HttpProtocols Protocols { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Changes the server's limits; they are already set from <see cref="Options"/>.</summary>
    public Action<KestrelServerLimits>? ConfigureLimits { get; init; }
}
