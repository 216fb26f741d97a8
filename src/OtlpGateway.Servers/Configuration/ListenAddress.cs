// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OtlpGateway.Servers.Configuration;

/// <summary>A parsed <c>endpoint</c>: a host (empty means every address) and a port, or the path of a Unix socket.</summary>
/// <param name="Host">Name or address without brackets; empty means every address.</param>
/// <param name="Port">0 lets the system choose.</param>
/// <param name="SocketPath">Set for <c>transport: unix</c>, else empty.</param>
public sealed record ListenAddress(string Host, int Port, string SocketPath)
{
    public bool IsUnixSocket => SocketPath.Length > 0;

    public static bool TryParse(
        string endpoint,
        string transport,
        [NotNullWhen(true)] out ListenAddress? address,
        out string problem)
    {
        address = null;
        problem = "";
        switch (transport)
        {
            case "unix" when endpoint.Length > 0:
                address = new ListenAddress("", 0, endpoint);
                return true;
            case "unix":
                problem = "is empty: with transport unix it is the path of a socket";
                return false;
            case "" or "tcp" or "tcp4" or "tcp6":
                return TryParseTcp(endpoint, out address, out problem);
            default:
                problem = $"has transport '{transport}', which is not supported; use tcp or unix";
                return false;
        }
    }

    public override string ToString() =>
        IsUnixSocket ? $"unix:{SocketPath}" : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static bool TryParseTcp(string endpoint, [NotNullWhen(true)] out ListenAddress? address, out string problem)
    {
        address = null;
        int colon = endpoint.LastIndexOf(':');
        string host = colon < 0 ? endpoint : endpoint[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            problem = $"'{endpoint}': an IPv6 address is written in brackets, for example [::1]:4317";
            return false;
        }

        if (colon >= 0 && colon < endpoint.Length - 1 && !endpoint.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')
            && !ushort.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            problem = $"'{endpoint}': {endpoint[(colon + 1)..]} is no port; ports end at {ushort.MaxValue}";
            return false;
        }

        if (colon < 0
            || !ushort.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            problem = $"'{endpoint}' has no port; write host:port, for example localhost:4317";
            return false;
        }

        address = new ListenAddress(host, port, "");
        problem = "";
        return true;
    }
}
