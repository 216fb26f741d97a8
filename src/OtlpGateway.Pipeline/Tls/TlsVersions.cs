// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;

namespace OtlpGateway.Pipeline.Tls;

/// <summary>The Collector's spelling of TLS versions.</summary>
public static class TlsVersions
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

    /// <summary>The versions from the one to the other; empty leaves that side open.</summary>
    [SuppressMessage("Security", "CA5397", Justification = "The versions are the user's choice; the default leaves both on.")]
    [SuppressMessage("Security", "CA5398", Justification = "The versions are the user's choice; the default leaves both on.")]
    public static SslProtocols Protocols(string minVersion, string maxVersion)
    {
        _ = TryParse(minVersion, out int min);
        _ = TryParse(maxVersion, out int max);
        SslProtocols protocols = SslProtocols.None;
        protocols |= min <= 12 ? SslProtocols.Tls12 : 0;
        protocols |= max is 0 or 13 ? SslProtocols.Tls13 : 0;
        return protocols;
    }
}
