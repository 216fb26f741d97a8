// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;

namespace OtlpGateway.Servers.Tls;

/// <summary>The Collector's spelling of TLS versions and cipher suites.</summary>
internal static class TlsVersions
{
    /// <summary>12 or 13; 0 for an empty text, which means the default.</summary>
    public static bool TryParse(string text, out int version)
    {
        version = text switch
        {
            "1.2" => 12,
            "1.3" => 13,
            _ => 0,
        };
        return version != 0 || text.Length == 0;
    }

    [SuppressMessage("Security", "CA5397", Justification = "The versions are the user's choice; the default leaves both on.")]
    public static SslProtocols Protocols(string minVersion, string maxVersion)
    {
        _ = TryParse(minVersion, out int min);
        _ = TryParse(maxVersion, out int max);
        SslProtocols protocols = SslProtocols.None;
        protocols |= min <= 12 ? SslProtocols.Tls12 : 0;
        protocols |= max is 0 or 13 ? SslProtocols.Tls13 : 0;
        return protocols;
    }

    public static bool TryParseCipherSuite(string name, out TlsCipherSuite suite) =>
        Enum.TryParse(name, out suite) && Enum.IsDefined(suite)

        // Go leaves the hash out of two names.
        || (Enum.TryParse(name + "_SHA256", out suite) && Enum.IsDefined(suite));
}
