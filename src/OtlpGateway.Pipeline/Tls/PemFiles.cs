// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Tls;

/// <summary>Reads certificates and keys from PEM files or inline PEM; what is wrong names the option and the file.</summary>
public static class PemFiles
{
    /// <summary>At least one certificate.</summary>
    /// <param name="option">The option's configuration path, for messages.</param>
    /// <param name="file">Where the certificates are; empty: they are in <paramref name="pem"/>.</param>
    /// <exception cref="ComponentStartException">The file is missing or holds no certificates.</exception>
    public static X509Certificate2Collection ReadCertificates(string option, string file, string pem)
    {
        X509Certificate2Collection certificates = [];
        string source = file.Length > 0 ? file : "the inline text";
        try
        {
            certificates.ImportFromPem(file.Length > 0 ? ReadText(option, file) : pem);
        }
        catch (CryptographicException e)
        {
            throw new ComponentStartException($"{option}: {source} holds no readable PEM certificates ({e.Message})", e);
        }

        return certificates.Count > 0
            ? certificates
            : throw new ComponentStartException($"{option}: {source} holds no PEM certificate");
    }

    /// <summary>The certificate joined with its private key, in a form that handshakes can use.</summary>
    /// <exception cref="ComponentStartException">The key is missing or belongs to another certificate.</exception>
    public static X509Certificate2 WithKey(X509Certificate2 certificate, string option, string file, string pem)
    {
        string key = file.Length > 0 ? ReadText(option, file) : pem;
        try
        {
            using X509Certificate2 joined = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ComponentStartException($"{option}: holds no private key that belongs to the certificate ({e.Message})", e);
        }
    }

    private static string ReadText(string option, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentStartException($"{option}: cannot read {file}: {e.Message}", e);
        }
    }
}
