// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.BasicAuth;
using OtlpGateway.Extensions.BearerTokenAuth;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Tls;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Otlp;

/// <summary>Both exporters into a real receiver, over sockets.</summary>
public sealed class GatewayToGatewayTests : IDisposable
{
    private readonly BatchFactory _batches = new();
    private readonly TestCertificates _certificates = new();

    public static TheoryData<string, string, Signal> Ways
    {
        get
        {
            TheoryData<string, string, Signal> ways = [];
            foreach (Signal signal in new[] { Signal.Traces, Signal.Metrics, Signal.Logs })
            {
                foreach (string compression in new[] { "none", "gzip", "zstd", "snappy" })
                {
                    ways.Add("grpc", $"compression: {compression}", signal);
                }

                foreach (string compression in new[] { "none", "gzip", "zstd", "snappy", "x-snappy-framed", "zlib", "deflate", "lz4" })
                {
                    ways.Add("http", $"compression: {compression}", signal);
                    ways.Add("http", $"encoding: json, compression: {compression}", signal);
                }
            }

            ways.Add("http", "compression: gzip, compression_params: {level: 9}", Signal.Traces);
            ways.Add("grpc", "balancer_name: pick_first", Signal.Traces);
            ways.Add("grpc", "keepalive: {time: 1s, timeout: 1s}, authority: other.example", Signal.Traces);
            ways.Add("http", "disable_keep_alives: true, max_conns_per_host: 2, cookies: {enabled: true}", Signal.Traces);
            return ways;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Consume_EveryCompressionAndEncoding_ArrivesWhole(string protocol, string yaml, Signal signal)
    {
        await using Gateway gateway = await Gateway.StartAsync();
        IExporter exporter = await gateway.ConnectAsync(protocol, yaml, signal: signal);
        using TelemetryBatch batch = _batches.Make(signal, items: 3000);

        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));

        // The same bytes again are a retry to the receiver, which takes them once.
        Delivery delivery = gateway.Pipeline.Deliveries.First();
        Assert.Equal(3000, delivery.ItemCount);
        Assert.Equal(BatchFactory.NamesIn(batch.Bytes.Span), BatchFactory.NamesIn(delivery.Bytes));
        await exporter.StopAsync(Token);
        await exporter.StopAsync(Token);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Consume_OverTls_VerifiesTheServer(string protocol)
    {
        (string cert, string key) = _certificates.Issue("server", TestCertificates.ServerUse);
        await using Gateway gateway = await Gateway.StartAsync($"tls: {{cert_file: '{cert}', key_file: '{key}'}}");

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(gateway, protocol, $"tls: {{ca_file: '{_certificates.AuthorityFile}'}}")).Kind);
        Assert.Equal(
            OutcomeKind.Accepted,
            (await SendAsync(gateway, protocol, $"tls: {{ca_file: '{_certificates.AuthorityFile}', server_name_override: localhost, min_version: '1.3'}}")).Kind);
        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(gateway, protocol, "tls: {insecure_skip_verify: true, max_version: '1.2'}")).Kind);

        foreach (string wrong in new[] { "", $"tls: {{ca_file: '{_certificates.AuthorityFile}', server_name_override: elsewhere.example}}" })
        {
            Outcome outcome = await SendAsync(gateway, protocol, wrong);
            Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
            Assert.Contains("certificate", outcome.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Consume_OverMutualTls_ShowsItsCertificateAndFollowsItsChange(string protocol)
    {
        (string cert, string key) = _certificates.Issue("server", TestCertificates.ServerUse);
        (string ownCert, string ownKey) = _certificates.Issue("client", TestCertificates.ClientUse);
        (string strange, string strangeKey) = _certificates.Issue("stranger", TestCertificates.ServerUse);
        await using Gateway gateway = await Gateway.StartAsync(
            $"tls: {{cert_file: '{cert}', key_file: '{key}', client_ca_file: '{_certificates.AuthorityFile}'}}");
        Assert.Equal(OutcomeKind.Retry, (await SendAsync(gateway, protocol, $"tls: {{ca_file: '{_certificates.AuthorityFile}'}}")).Kind);

        // First a certificate that is not for clients, then the right one in the same files.
        string file = strange + ".live";
        File.Copy(strange, file);
        File.Copy(strangeKey, file + ".key");
        IExporter exporter = await gateway.ConnectAsync(
            protocol,
            $"tls: {{ca_file: '{_certificates.AuthorityFile}', cert_file: '{file}', key_file: '{file}.key', reload_interval: 1us}}",
            secure: true);
        using TelemetryBatch batch = _batches.Make();
        Assert.Equal(OutcomeKind.Retry, (await exporter.ConsumeAsync(batch, Token)).Kind);
        File.Copy(ownCert, file, overwrite: true);
        File.Copy(ownKey, file + ".key", overwrite: true);
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        Assert.True(outcome.IsSuccess, outcome.Message);
        await exporter.StopAsync(Token);
    }

    [Theory]
    [InlineData("grpc", "basic")]
    [InlineData("http", "basic")]
    [InlineData("grpc", "bearer")]
    [InlineData("http", "bearer")]
    public async Task Consume_WithCredentials_IsLetInAndOthersAreNot(string protocol, string kind)
    {
        using TestSettings settings = new(TimeProvider.System);
        IExtension server = kind == "basic"
            ? Make(new BasicAuthFactory(), settings, "htpasswd: {inline: 'alice:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc='}") // "admin"
            : Make(new BearerTokenAuthFactory(), settings, "tokens: [other, right]");
        IExtension right = kind == "basic"
            ? Make(new BasicAuthFactory(), settings, "client_auth: {username: alice, password: admin}")
            : Make(new BearerTokenAuthFactory(), settings, "token: right");
        IExtension wrong = kind == "basic"
            ? Make(new BasicAuthFactory(), settings, "client_auth: {username: alice, password: guess}")
            : Make(new BearerTokenAuthFactory(), settings, "token: wrong");
        NamedExtensions extensions = new(("server", server), ("right", right), ("wrong", wrong));
        await using Gateway gateway = await Gateway.StartAsync("auth: {authenticator: server}", extensions);

        Assert.Equal(OutcomeKind.Accepted, (await SendAsync(gateway, protocol, "auth: {authenticator: right}", secure: false)).Kind);
        Outcome refused = await SendAsync(gateway, protocol, "auth: {authenticator: wrong}", secure: false);
        Assert.Equal((OutcomeKind.Rejected, Reasons.DestinationRejected), (refused.Kind, refused.Reason));
        Assert.Contains(protocol == "grpc" ? "16 UNAUTHENTICATED" : "HTTP 401", refused.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Rejected, (await SendAsync(gateway, protocol, "", secure: false)).Kind);
        ComponentStartException missing = await Assert.ThrowsAsync<ComponentStartException>(
            () => gateway.ConnectAsync(protocol, "auth: {authenticator: nobody}"));
        Assert.Contains("'nobody'", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Consume_NoServer_IsTemporaryUntilItComes(string protocol)
    {
        await using Gateway gateway = await Gateway.StartAsync();
        int port = Gateway.FreePort();
        IExporter exporter = await Gateway.ExporterAsync(protocol, $"http://127.0.0.1:{port}", "", Signal.Traces, null, gateway.Settings);
        using TelemetryBatch batch = _batches.Make();
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Contains("refused", outcome.Message, StringComparison.Ordinal);
        await exporter.StopAsync(Token);
    }

    private static IExtension Make(IExtensionFactory factory, TestSettings settings, string yaml) => factory switch
    {
        BasicAuthFactory => factory.Create(settings.For("basicauth"), Gateway.Bind<BasicAuthOptions>(yaml)),
        _ => factory.Create(settings.For("bearertokenauth"), Gateway.Bind<BearerTokenAuthOptions>(yaml)),
    };

    private async Task<Outcome> SendAsync(Gateway gateway, string protocol, string yaml, bool secure = true)
    {
        IExporter exporter = await gateway.ConnectAsync(protocol, yaml, secure);
        using TelemetryBatch batch = _batches.Make();
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        await exporter.StopAsync(Token);
        return outcome;
    }
}
