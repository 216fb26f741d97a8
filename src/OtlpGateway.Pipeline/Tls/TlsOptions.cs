// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Pipeline.Tls;

/// <summary>What the TLS sections of servers and clients have in common, as the Collector's.</summary>
public abstract class TlsOptions : IValidatable
{
    /// <summary>PEM file: the own certificate, then those between it and the root. A client's is for mutual TLS.</summary>
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

    /// <summary>Names of TLS 1.2 suites; empty means the system's. TLS 1.3 suites are always on.</summary>
    public List<string> CipherSuites { get; set; } = [];

    /// <summary>Accepted and ignored: <see cref="CipherSuites"/> are taken as named, as far as the TLS library lets them be used.</summary>
    public bool IncludeInsecureCipherSuites { get; set; }

    /// <summary>Accepted and ignored: the TLS library chooses the curves.</summary>
    public List<string> CurvePreferences { get; set; } = [];

    /// <summary>How often certificate and key are looked at for a change; 0 means never.</summary>
    public TimeSpan ReloadInterval { get; set; }

    public virtual void Validate(OptionsValidation validation)
    {
        NotBoth(validation, "cert", CertFile, CertPem);
        NotBoth(validation, "key", KeyFile, KeyPem);
        ValidateVersions(validation);
        foreach (string suite in CipherSuites)
        {
            if (!Tls.CipherSuites.TryParse(suite, out _))
            {
                validation.Error("cipher_suites", $"'{suite}' is not a cipher suite; use the names of the IANA registry");
            }
        }

        if (ReloadInterval < TimeSpan.Zero)
        {
            validation.Error("reload_interval", "must not be negative; 0 means never");
        }

        if (CurvePreferences.Count > 0)
        {
            validation.Warning("curve_preferences", "has no effect: the TLS library chooses the curves");
        }
    }

    protected static void NotBoth(OptionsValidation validation, string kind, string file, string pem)
    {
        if (file.Length > 0 && pem.Length > 0)
        {
            validation.Error($"{kind}_file", $"give either {kind}_file or {kind}_pem, not both");
        }
    }

    private void ValidateVersions(OptionsValidation validation)
    {
        if (!TlsVersions.TryParse(MinVersion, out int min))
        {
            validation.Error("min_version", $"'{MinVersion}' is not supported; use 1.2 or 1.3");
        }

        if (!TlsVersions.TryParse(MaxVersion, out int max))
        {
            validation.Error("max_version", $"'{MaxVersion}' is not supported; use 1.2 or 1.3");
        }

        if (min != 0 && max != 0 && min > max)
        {
            validation.Error("min_version", $"is above max_version ({MinVersion} > {MaxVersion})");
        }
    }
}
