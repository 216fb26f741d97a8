// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Servers.Http;

/// <summary>An <c>endpoint</c> of a server as the Collector writes it: <c>host:port</c>, <c>[::1]:port</c>, or <c>:port</c> for all addresses.</summary>
public readonly record struct HostAndPort(string Host, int Port)
{
    public static HostAndPort? TryParse(string endpoint)
    {
        int colon = endpoint.LastIndexOf(':');
        return colon >= 0
            && int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= ushort.MaxValue
            ? new HostAndPort(endpoint[..colon].Trim('[', ']'), port)
            : null;
    }
}
