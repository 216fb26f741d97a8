// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Tls;

namespace OtlpGateway.Clients.Tls;

/// <summary>Turns a client's TLS section into what a handshake uses.</summary>
public static class ClientTls
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Reads the files that the options name.</summary>
    /// <param name="path">The section's configuration path, for messages.</param>
    /// <exception cref="ComponentStartException">A file is missing or is not what it should be; names the option.</exception>
    [SuppressMessage("Security", "CA5359", Justification = "insecure_skip_verify is the user's choice, and warned of.")]
    public static SslClientAuthenticationOptions Load(TlsClientOptions options, string path)
    {
        SslClientAuthenticationOptions ssl = new()
        {
            EnabledSslProtocols = TlsVersions.Protocols(options.MinVersion, options.MaxVersion),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CipherSuitesPolicy = CipherSuites.Policy(options.CipherSuites),
        };
        if (options.CertFile.Length + options.CertPem.Length > 0)
        {
            ssl.ClientCertificateContext = ReadOwn(options, path);
        }

        if (options.InsecureSkipVerify)
        {
            ssl.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (options.CaFile.Length + options.CaPem.Length > 0)
        {
            ssl.CertificateChainPolicy = Trusting(PemFiles.ReadCertificates($"{path}::ca_file", options.CaFile, options.CaPem), options.IncludeSystemCaCertsPool);
        }

        return ssl;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities, bool systemToo)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.CustomTrustStore.AddRange(authorities);
        if (systemToo)
        {
            using X509Store system = new(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(system.Certificates);
        }

        return policy;
    }

    private static SslStreamCertificateContext ReadOwn(TlsClientOptions options, string path)
    {
        X509Certificate2Collection chain = PemFiles.ReadCertificates($"{path}::cert_file", options.CertFile, options.CertPem);
        X509Certificate2 leaf = PemFiles.WithKey(chain[0], $"{path}::key_file", options.KeyFile, options.KeyPem);
        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }
}
