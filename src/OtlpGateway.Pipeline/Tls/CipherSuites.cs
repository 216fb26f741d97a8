// SPDX-License-Identifier: Apache-2.0

using System.Net.Security;

namespace OtlpGateway.Pipeline.Tls;

/// <summary>The cipher suites that a configuration names.</summary>
public static class CipherSuites
{
    /// <summary>True for the name of a TLS 1.2 cipher suite, as the IANA registry or Go has it.</summary>
    public static bool TryParse(string name, out TlsCipherSuite suite) =>
        (Enum.TryParse(name, out suite) && Enum.IsDefined(suite))

        // Go leaves the hash out of two names.
        || (Enum.TryParse(name + "_SHA256", out suite) && Enum.IsDefined(suite));

    /// <summary>The suites of these names with those of TLS 1.3, which are always on; null leaves the choice to the system.</summary>
    public static CipherSuitesPolicy? Policy(IReadOnlyList<string> names)
    {
        if (names.Count == 0 || OperatingSystem.IsWindows() || OperatingSystem.IsAndroid())
        {
            return null;
        }

        List<TlsCipherSuite> suites =
        [
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        ];
        foreach (string name in names)
        {
            if (TryParse(name, out TlsCipherSuite suite))
            {
                suites.Add(suite);
            }
        }

        return new CipherSuitesPolicy(suites);
    }
}
