// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OtlpGateway.Clients.Grpc;

/// <summary>Where a gRPC client connects to, as the Collector spells it.</summary>
/// <param name="Host">A name or an address; empty for a Unix socket.</param>
/// <param name="SocketPath">The path of a Unix socket, else empty.</param>
public sealed record GrpcEndpoint(string Host, int Port, string SocketPath, bool IsSecure)
{
    private const string Dns = "dns:";
    private const string Passthrough = "passthrough:";
    private const string Unix = "unix:";

    /// <summary>What requests are addressed to.</summary>
    public Uri Address => new(
        SocketPath.Length > 0
            ? $"{Scheme}://localhost"
            : string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}"));

    private string Scheme => IsSecure ? "https" : "http";

    /// <param name="insecure">No TLS where the scheme does not ask for it.</param>
    public static bool TryParse(string text, bool insecure, [NotNullWhen(true)] out GrpcEndpoint? endpoint, out string problem)
    {
        endpoint = null;
        problem = "";
        bool secure = !insecure;
        string rest = text;
        if (TryCut(ref rest, "https://"))
        {
            secure = true;
        }
        else if (TryCut(ref rest, "http://"))
        {
            secure = false;
        }
        else if (TryCut(ref rest, Unix))
        {
            endpoint = new GrpcEndpoint("", 0, rest.StartsWith("///", StringComparison.Ordinal) ? rest[2..] : rest, secure);
            problem = endpoint.SocketPath.Length > 0 ? "" : $"'{text}' names no socket";
            return problem.Length == 0;
        }
        else if (TryCut(ref rest, Dns) || TryCut(ref rest, Passthrough))
        {
            // dns:///name:port; a resolver of one's own between the slashes is not supported.
            if (rest.StartsWith("//", StringComparison.Ordinal) && !rest.StartsWith("///", StringComparison.Ordinal))
            {
                problem = $"'{text}' names a name server, which is not supported; write {Dns}///host:port";
                return false;
            }

            rest = rest.TrimStart('/');
        }

        if (!Uri.TryCreate($"tcp://{rest.TrimEnd('/')}", UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Port <= 0 || uri.AbsolutePath != "/")
        {
            problem = $"'{text}' is not host:port, such as collector:4317; a path has no place in gRPC";
            return false;
        }

        endpoint = new GrpcEndpoint(uri.DnsSafeHost, uri.Port, "", secure);
        return true;
    }

    private static bool TryCut(ref string text, string prefix)
    {
        bool has = text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
        text = has ? text[prefix.Length..] : text;
        return has;
    }
}
