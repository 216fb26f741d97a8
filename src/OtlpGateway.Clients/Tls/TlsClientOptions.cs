// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Tls;

/// <summary>A client's TLS section, as the Collector's.</summary>
public sealed class TlsClientOptions : IValidatable
{
    /// <summary>True: no TLS at all, where the scheme of the endpoint does not ask for it.</summary>
    public bool Insecure { get; set; }

    /// <summary>True: the server's certificate is not verified. TLS without it protects from listeners only.</summary>
    public bool InsecureSkipVerify { get; set; }

    /// <summary>The name that the server's certificate must have, where it is not the endpoint's host.</summary>
    public string ServerNameOverride { get; set; } = "";

    /// <summary>PEM file with the authorities that are trusted; empty means the system's.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>The same, inline.</summary>
    public string CaPem { get; set; } = "";

    /// <summary>Trusts the system's authorities beside <see cref="CaFile"/>.</summary>
    public bool IncludeSystemCaCertsPool { get; set; }

    /// <summary>PEM file: the client's certificate, for mutual TLS.</summary>
    public string CertFile { get; set; } = "";

    /// <summary>The same, inline.</summary>
    public string CertPem { get; set; } = "";

    /// <summary>PEM file with the certificate's private key, unencrypted.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The same, inline.</summary>
    [Secret]
    public string KeyPem { get; set; } = "";

    /// <summary><c>1.2</c> or <c>1.3</c>; empty means 1.2.</summary>
    public string MinVersion { get; set; } = "";

    /// <summary><c>1.2</c> or <c>1.3</c>; empty means the newest.</summary>
    public string MaxVersion { get; set; } = "";

    /// <summary>Names of TLS 1.2 suites; empty means the system's.</summary>
    public List<string> CipherSuites { get; set; } = [];

    /// <summary>Accepted and ignored: <see cref="CipherSuites"/> are taken as named.</summary>
    public bool IncludeInsecureCipherSuites { get; set; }

    /// <summary>Accepted and ignored: the TLS library chooses the curves.</summary>
    public List<string> CurvePreferences { get; set; } = [];

    /// <summary>How often certificate and key are read again; 0 means never.</summary>
    public TimeSpan ReloadInterval { get; set; }

    public void Validate(OptionsValidation validation)
    {
        NotBoth(validation, "ca", CaFile, CaPem);
        NotBoth(validation, "cert", CertFile, CertPem);
        NotBoth(validation, "key", KeyFile, KeyPem);
        bool hasCertificate = CertFile.Length + CertPem.Length > 0;
        bool hasKey = KeyFile.Length + KeyPem.Length > 0;
        if (hasCertificate != hasKey)
        {
            validation.Error(hasCertificate ? "key_file" : "cert_file", "certificate and key come together: give both, or none");
        }

        CheckVersion(validation, "min_version", MinVersion);
        CheckVersion(validation, "max_version", MaxVersion);
        if (MinVersion == "1.3" && MaxVersion == "1.2")
        {
            validation.Error("min_version", "is above max_version (1.3 > 1.2)");
        }

        foreach (string suite in CipherSuites)
        {
            if (!ClientTls.TryParseCipherSuite(suite, out _))
            {
                validation.Error("cipher_suites", $"'{suite}' is not a cipher suite; use the names of the IANA registry");
            }
        }

        if (CurvePreferences.Count > 0)
        {
            validation.Warning("curve_preferences", "has no effect: the TLS library chooses the curves");
        }

        if (ReloadInterval < TimeSpan.Zero)
        {
            validation.Error("reload_interval", "must not be negative; 0 means never");
        }

        if (InsecureSkipVerify)
        {
            validation.Warning("insecure_skip_verify", "is on: whoever answers is believed to be the server");
        }
    }

    private static void CheckVersion(OptionsValidation validation, string key, string version)
    {
        if (version is not ("" or "1.2" or "1.3"))
        {
            validation.Error(key, $"'{version}' is not supported; use 1.2 or 1.3");
        }
    }

    private static void NotBoth(OptionsValidation validation, string kind, string file, string pem)
    {
        if (file.Length > 0 && pem.Length > 0)
        {
            validation.Error($"{kind}_file", $"give either {kind}_file or {kind}_pem, not both");
        }
    }
}
