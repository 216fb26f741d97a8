// SPDX-License-Identifier: Apache-2.0

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Files;
using OtlpGateway.Pipeline.Tls;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Servers.Tls;

/// <summary>
/// A server's certificate and the authorities it lets clients come from, read from files or inline and re-read when the
/// files change. Asked at each handshake, so no timer runs; a broken new file keeps the old certificate and is logged.
/// </summary>
internal sealed class ServerCertificates
{
    /// <summary>Between looks at the authorities where no interval is given.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly TlsServerOptions _options;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _reload = new();
    private readonly FileStamps _watched;
    private readonly TimeSpan _interval;
    private long _checkedAt;
    private volatile SslServerAuthenticationOptions _current;

    /// <exception cref="ComponentStartException">A file is missing or is not what it should be; names the option.</exception>
    public ServerCertificates(TlsServerOptions options, string path, TimeProvider time, ILogger logger)
    {
        _options = options;
        _path = path;
        _time = time;
        _logger = logger;
        _checkedAt = time.GetTimestamp();
        bool renewed = options.ReloadInterval > TimeSpan.Zero;
        _interval = renewed ? options.ReloadInterval : LookInterval;
        _watched = new FileStamps([
            renewed ? options.CertFile : "",
            renewed ? options.KeyFile : "",
            options.ClientCaFileReload ? options.ClientCaFile : ""]);
        _current = Load();
    }

    /// <summary>What a handshake that starts now uses.</summary>
    public SslServerAuthenticationOptions Current
    {
        get
        {
            if (_watched.Any && _time.GetElapsedTime(Interlocked.Read(ref _checkedAt)) >= _interval)
            {
                ReloadIfChanged();
            }

            return _current;
        }
    }

    private void ReloadIfChanged()
    {
        lock (_reload)
        {
            Interlocked.Exchange(ref _checkedAt, _time.GetTimestamp());
            if (!_watched.Changed())
            {
                return;
            }

            try
            {
                _current = Load();
                ServersLog.CertificateReloaded(_logger, _path);
            }
            catch (ComponentStartException e)
            {
                ServersLog.CertificateReloadFailed(_logger, e.Message);
            }
        }
    }

    private SslServerAuthenticationOptions Load()
    {
        X509Certificate2Collection chain = PemFiles.ReadCertificates($"{_path}::cert_file", _options.CertFile, _options.CertPem);
        X509Certificate2 leaf = PemFiles.WithKey(chain[0], $"{_path}::key_file", _options.KeyFile, _options.KeyPem);
        chain.RemoveAt(0);
        SslServerAuthenticationOptions ssl = new()
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
            EnabledSslProtocols = TlsVersions.Protocols(_options.MinVersion, _options.MaxVersion),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CipherSuitesPolicy = CipherSuites.Policy(_options.CipherSuites),
        };
        if (_options.ClientCaFile.Length > 0)
        {
            ClientCertificateCheck check = new(PemFiles.ReadCertificates($"{_path}::client_ca_file", _options.ClientCaFile, ""));
            ssl.ClientCertificateRequired = true;
            ssl.RemoteCertificateValidationCallback = check.IsTrusted;
        }

        return ssl;
    }
}
