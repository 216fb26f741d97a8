// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OtlpGateway.Testing.Tls;

/// <summary>An authority made for one test, and what it signs, as PEM files in a folder of the test's own.</summary>
public sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);

    private readonly X509Certificate2 _authority;
    private readonly string _folder = Directory.CreateTempSubdirectory("otlp-gateway-tls-").FullName;
    private int _next;

    public TestCertificates()
    {
        using ECDsa key = ECDsa.Create();
        CertificateRequest request = new("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = request.CreateSelfSigned(From, From.AddYears(5));
        AuthorityFile = Write("ca.pem", _authority.ExportCertificatePem());
    }

    public string AuthorityFile { get; }

    public X509Certificate2 Authority => _authority;

    public static Oid ServerUse { get; } = new("1.3.6.1.5.5.7.3.1");

    public static Oid ClientUse { get; } = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Signs a certificate for localhost; returns its files.</summary>
    public (string CertFile, string KeyFile) Issue(string name, Oid use)
    {
        (X509Certificate2 certificate, ECDsa key) = Sign(name, use);
        using (certificate)
        using (key)
        {
            string id = $"{name}-{Interlocked.Increment(ref _next)}";
            return (Write($"{id}.pem", certificate.ExportCertificatePem()), Write($"{id}.key", key.ExportPkcs8PrivateKeyPem()));
        }
    }

    /// <summary>Signs a certificate for a client of this process.</summary>
    public X509Certificate2 IssueClient(string name)
    {
        (X509Certificate2 certificate, ECDsa key) = Sign(name, ClientUse);
        using (certificate)
        using (key)
        {
            using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private (X509Certificate2 Certificate, ECDsa Key) Sign(string name, Oid use)
    {
        ECDsa key = ECDsa.Create();
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([use], true));
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        return (request.Create(_authority, From, From.AddYears(1), serial), key);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
