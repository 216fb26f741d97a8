// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Tls;

namespace OtlpGateway.Clients.Tls;

/// <summary>A client's TLS section, as the Collector's.</summary>
public sealed class TlsClientOptions : TlsOptions
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

    public override void Validate(OptionsValidation validation)
    {
        NotBoth(validation, "ca", CaFile, CaPem);
        base.Validate(validation);
        bool hasCertificate = CertFile.Length + CertPem.Length > 0;
        bool hasKey = KeyFile.Length + KeyPem.Length > 0;
        if (hasCertificate != hasKey)
        {
            validation.Error(hasCertificate ? "key_file" : "cert_file", "certificate and key come together: give both, or none");
        }

        if (InsecureSkipVerify)
        {
            validation.Warning("insecure_skip_verify", "is on: whoever answers is believed to be the server");
        }
    }
}
