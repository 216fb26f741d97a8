// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Tls;

namespace OtlpGateway.Servers.Configuration;

/// <summary>A server's TLS section, as the Collector's.</summary>
public sealed class TlsServerOptions : TlsOptions
{
    /// <summary>PEM file with the authorities whose client certificates are let in. Set: every client must show one.</summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>Re-reads <see cref="ClientCaFile"/> when it changes.</summary>
    public bool ClientCaFileReload { get; set; }

    /// <summary>Accepted and ignored: a server verifies clients by <see cref="ClientCaFile"/> alone.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Accepted and ignored, as <see cref="CaFile"/>.</summary>
    public string CaPem { get; set; } = "";

    /// <summary>Accepted and ignored, as <see cref="CaFile"/>.</summary>
    public bool IncludeSystemCaCertsPool { get; set; }

    public override void Validate(OptionsValidation validation)
    {
        Require(validation, "cert", CertFile, CertPem);
        Require(validation, "key", KeyFile, KeyPem);
        base.Validate(validation);
    }

    private static void Require(OptionsValidation validation, string kind, string file, string pem)
    {
        if (file.Length == 0 && pem.Length == 0)
        {
            validation.Error($"{kind}_file", $"a TLS server needs {kind}_file or {kind}_pem");
        }
    }
}
