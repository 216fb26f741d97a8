// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Http;

/// <summary>Where a ClickHouse server is and how to talk to it.</summary>
public sealed record ClickHouseHttpSettings
{
    /// <summary>
    /// Base addresses, at least one, without user, query and fragment. The first one is home: the others are used only
    /// while <see cref="ClickHouseHttpClient.MayFailOver"/> is set.
    /// </summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Empty means the server's default user without a password. Must not contain a colon.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public InsertCompression Compression { get; init; } = InsertCompression.Lz4;

    /// <summary>Settings of ClickHouse that go with every statement.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Makes the connections, for TLS and proxies of one's own; the client disposes it. Null means plain connections, or TLS
    /// with the system's authorities.
    /// </summary>
    public Func<HttpMessageHandler>? Connections { get; init; }

    /// <summary>Time for a server to say that it is there. The time for a statement is its caller's.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an endpoint that failed is avoided while there is another; it doubles with each failure in a row.</summary>
    public TimeSpan EndpointPause { get; init; } = TimeSpan.FromSeconds(5);
}
