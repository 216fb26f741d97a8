// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Tests.Otlp;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Tls;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Servers;

/// <summary>TLS over real sockets, through the receiver.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Export_OverTls_ArrivesOverBothProtocols(string httpVersion)
    {
        TlsServerOptions tls = Options();
        await using ReceiverHost host = await ReceiverHost.StartAsync(grpc: o => o.Tls = tls, http: o => o.Tls = tls);

        Assert.Equal(0, await CallAsync(host));
        Assert.Equal(200, await PostAsync(host, Version.Parse(httpVersion)));
        Assert.Equal(2, host.Pipeline.Deliveries.Count);
    }

    [Fact]
    public async Task Export_InlinePem_Works()
    {
        (string certFile, string keyFile) = _certificates.Issue("inline", TestCertificates.ServerUse);
        TlsServerOptions tls = new()
        {
            CertPem = await File.ReadAllTextAsync(certFile, TestContext.Current.CancellationToken),
            KeyPem = await File.ReadAllTextAsync(keyFile, TestContext.Current.CancellationToken),
        };
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: o => o.Tls = tls);

        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11));
    }

    [Fact]
    public async Task Export_MutualTls_TakesOnlyClientsOfOurAuthority()
    {
        using TestCertificates strangers = new();
        TlsServerOptions tls = Options();
        tls.ClientCaFile = _certificates.AuthorityFile;
        await using ReceiverHost host = await ReceiverHost.StartAsync(grpc: o => o.Tls = tls, http: o => o.Tls = tls);
        using X509Certificate2 ours = _certificates.IssueClient("checkout");
        using X509Certificate2 theirs = strangers.IssueClient("mallory");

        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, ours));
        Assert.Equal(0, await CallAsync(host, ours));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(host, HttpVersion.Version11));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(host, HttpVersion.Version11, theirs));
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync(host, theirs));
        Assert.Equal(2, host.Pipeline.Deliveries.Count);
    }

    [Fact]
    public async Task Export_OldVersion_IsRefused()
    {
        TlsServerOptions tls = Options();
        tls.MinVersion = "1.3";
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: o => o.Tls = tls);

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(host, HttpVersion.Version11, null, SslProtocols.Tls12));
        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, null, SslProtocols.Tls13));
    }

    [Fact]
    public async Task Export_CipherSuites_AreTheOnesUsed()
    {
        TlsServerOptions tls = Options();
        tls.MaxVersion = "1.2";
        tls.CipherSuites = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"];
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: o => o.Tls = tls);
        TlsCipherSuite used = 0;

        using SocketsHttpHandler handler = Handler(null, SslProtocols.Tls12);
        handler.PlaintextStreamFilter = (context, _) =>
        {
            used = ((SslStream)context.PlaintextStream).NegotiatedCipherSuite;
            return ValueTask.FromResult(context.PlaintextStream);
        };
        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, handler));

        Assert.Equal(TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, used);
    }

    [Fact]
    public async Task Export_CertificateReplaced_IsUsedAfterTheIntervalAndABrokenOneIsNot()
    {
        FakeTime time = new();
        ListLogger logger = new();
        TlsServerOptions tls = Options();
        tls.ReloadInterval = TimeSpan.FromMinutes(1);
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: o => o.Tls = tls, time: time, logger: logger);
        (string newCert, string newKey) = _certificates.Issue("second", TestCertificates.ServerUse);

        Assert.Equal("CN=gateway", await SubjectAsync(host));
        Replace(newCert, tls.CertFile);
        Replace(newKey, tls.KeyFile);
        Assert.Equal("CN=gateway", await SubjectAsync(host));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("CN=second", await SubjectAsync(host));

        await File.WriteAllTextAsync(tls.CertFile, "nonsense", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("CN=second", await SubjectAsync(host));
        Assert.Contains(logger.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("cert_file", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Export_AuthorityReplaced_OnlyTheNewOnesClientsComeIn()
    {
        FakeTime time = new();
        using TestCertificates strangers = new();
        TlsServerOptions tls = Options();
        tls.ClientCaFile = _certificates.AuthorityFile + ".served";
        File.Copy(_certificates.AuthorityFile, tls.ClientCaFile);
        tls.ClientCaFileReload = true;
        await using ReceiverHost host = await ReceiverHost.StartAsync(http: o => o.Tls = tls, time: time);
        using X509Certificate2 ours = _certificates.IssueClient("checkout");
        using X509Certificate2 theirs = strangers.IssueClient("mallory");
        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, ours));

        Replace(strangers.AuthorityFile, tls.ClientCaFile);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, theirs));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(host, HttpVersion.Version11, ours));
    }

    [Fact]
    public async Task StartAsync_FileMissingOrWrong_NamesTheOption()
    {
        TlsServerOptions missing = Options();
        missing.CertFile += ".missing";
        TlsServerOptions swapped = Options();
        swapped.KeyFile = _certificates.Issue("other", TestCertificates.ServerUse).KeyFile;
        TlsServerOptions notPem = Options();
        notPem.ClientCaFile = notPem.KeyFile;

        Assert.Contains("receivers::otlp::protocols::http::tls::cert_file: cannot read", await StartFailureAsync(missing), StringComparison.Ordinal);
        Assert.Contains("receivers::otlp::protocols::http::tls::key_file: holds no private key", await StartFailureAsync(swapped), StringComparison.Ordinal);
        Assert.Contains("receivers::otlp::protocols::http::tls::client_ca_file:", await StartFailureAsync(notPem), StringComparison.Ordinal);
    }

    private static async Task<string> StartFailureAsync(TlsServerOptions tls) =>
        (await Assert.ThrowsAsync<ComponentStartException>(() => ReceiverHost.StartAsync(http: o => o.Tls = tls))).Message;

    // With the time of the old one, as a copy that keeps times may have it.
    private static void Replace(string from, string to)
    {
        DateTime written = File.GetLastWriteTimeUtc(to);
        File.Copy(from, to, overwrite: true);
        File.SetLastWriteTimeUtc(to, written);
    }

    private TlsServerOptions Options()
    {
        (string certFile, string keyFile) = _certificates.Issue("gateway", TestCertificates.ServerUse);
        return new TlsServerOptions { CertFile = certFile, KeyFile = keyFile };
    }

    private async Task<int> CallAsync(ReceiverHost host, X509Certificate2? certificate = null)
    {
        using SocketsHttpHandler handler = Handler(certificate, SslProtocols.None);
        using HttpClient client = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Post, $"https://localhost:{host.Grpc.Port}{ReceiverHost.GrpcPath(Signal.Traces)}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(ReceiverHost.Frame(Bytes.Unique())),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        using HttpResponseMessage response = await client.SendAsync(request);
        return ReceiverHost.Reply(response, await response.Content.ReadAsByteArrayAsync()).Code;
    }

    private async Task<int> PostAsync(
        ReceiverHost host,
        Version version,
        X509Certificate2? certificate = null,
        SslProtocols protocols = SslProtocols.None)
    {
        using SocketsHttpHandler handler = Handler(certificate, protocols);
        return await PostAsync(host, version, handler);
    }

    private static async Task<int> PostAsync(ReceiverHost host, Version version, SocketsHttpHandler handler)
    {
        using HttpClient client = new(handler, disposeHandler: false);
        using HttpRequestMessage request = new(HttpMethod.Post, $"https://localhost:{host.Http.Port}/v1/traces")
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Bytes.Unique()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-protobuf");
        using HttpResponseMessage response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<string> SubjectAsync(ReceiverHost host)
    {
        string subject = "";
        using SocketsHttpHandler handler = Handler(null, SslProtocols.None);
        RemoteCertificateValidationCallback inner = handler.SslOptions.RemoteCertificateValidationCallback!;
        handler.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            subject = certificate!.Subject;
            return inner(sender, certificate, chain, errors);
        };
        Assert.Equal(200, await PostAsync(host, HttpVersion.Version11, handler));
        return subject;
    }

    private SocketsHttpHandler Handler(X509Certificate2? certificate, SslProtocols protocols)
    {
        SocketsHttpHandler handler = new();
        handler.SslOptions.EnabledSslProtocols = protocols;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) =>
        {
            using X509Chain chain = new();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(_certificates.Authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build((X509Certificate2)presented!);
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return handler;
    }
}
