// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Tls;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

public sealed class ServerExporterTests(StoreFixture store) : ClickHouseExporterContract(store), IAsyncLifetime
{
    private readonly ServerFixture _server = new(store);

    public async ValueTask InitializeAsync() => await _server.StartAsync(Cancelled);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task StartAsync_ServerIsAway_ItIsOpenedWhenItComesBack()
    {
        await _server.StopAsync();
        await using ClickHouseExporter exporter = Make(Options(createSchema: true));
        await exporter.StartAsync(Cancelled);
        Assert.False(Health.IsReady);
        LogRange range = new(new LogPartition("group", "spans", 7), 0, 5);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), Kind((await exporter.ResumeAsync(range.Partition, Cancelled)).Outcome));
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), Kind((await exporter.ClaimAsync(range, Cancelled)).Outcome));
        using TelemetryBatch batch = Batch(10, range);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), Kind(await exporter.ConsumeAsync(batch, Cancelled)));

        await _server.StartAsync(Cancelled);
        Assert.Equal(OutcomeKind.Accepted, (await exporter.ClaimAsync(range, Cancelled)).Outcome.Kind);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Cancelled));
        Assert.True(Health.IsReady);
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task StartAsync_ServerIsAwayForAllSignals_IsToldOnceAndShownForEach()
    {
        await _server.StopAsync();
        ListLogger lines = new();
        using TestSettings settings = new(TimeProvider.System, lines);
        for (int start = 1; start <= 2; start++)
        {
            await using ClickHouseExporter traces = Make(Options(createSchema: true), Signal.Traces, settings);
            await using ClickHouseExporter metrics = Make(Options(createSchema: true), Signal.Metrics, settings);
            await using ClickHouseExporter logs = Make(Options(createSchema: true), Signal.Logs, settings);
            foreach (ClickHouseExporter exporter in (ClickHouseExporter[])[traces, metrics, logs])
            {
                await exporter.StartAsync(Cancelled);
            }

            // A reload makes them anew, and says it again.
            Assert.Equal(start, lines.Lines.Count(line => line.Contains("cannot be written to now", StringComparison.Ordinal)));
            Assert.Equal(3, Health.Entries.Count(entry => !entry.Value.Ready));
            foreach (ClickHouseExporter exporter in (ClickHouseExporter[])[traces, metrics, logs])
            {
                await exporter.StopAsync(Cancelled);
            }
        }
    }

    [Fact]
    public async Task ConsumeAsync_ServerGoesAwayAndComesBack_TheRangeIsStoredOnce()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        LogRange range = new(new LogPartition("group", "spans", 7), 0, 5);
        _ = await exporter.ClaimAsync(range, Cancelled);
        using TelemetryBatch batch = Batch(10, range);
        await _server.StopAsync();
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), Kind(await exporter.ConsumeAsync(batch, Cancelled)));
        await _server.StartAsync(Cancelled);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Cancelled));
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Cancelled));
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task ClaimAsync_ServerNeverAnswers_IsTriedAgainAfterTheTimeout()
    {
        ClickHouseOptions options = Options(createSchema: true);
        await using ClickHouseExporter exporter = Make(options);
        await exporter.StartAsync(Cancelled);
        LogRange range = new(new LogPartition("group", "spans", 7), 0, 5);
        options.Timeout = TimeSpan.FromMilliseconds(200);
        await _server.StopAsync();
        using (TcpListener silent = new(IPAddress.Loopback, new Uri(_server.Endpoint).Port))
        {
            silent.Start();
            Assert.Equal((OutcomeKind.Retry, Reasons.Timeout), Kind((await exporter.ResumeAsync(range.Partition, Cancelled)).Outcome));
            Assert.Equal((OutcomeKind.Retry, Reasons.Timeout), Kind((await exporter.ClaimAsync(range, Cancelled)).Outcome));
            Assert.Equal((OutcomeKind.Retry, Reasons.Timeout), Kind(await exporter.AbandonAsync(range, Cancelled)));
        }

        options.Timeout = TimeSpan.FromMinutes(1);
        await _server.StartAsync(Cancelled);
        Assert.Equal(OutcomeKind.Accepted, (await exporter.ClaimAsync(range, Cancelled)).Outcome.Kind);
    }

    [Fact]
    public async Task StartAsync_WrongPassword_KeepsTheDataAndShowsIt()
    {
        ClickHouseOptions options = Options(createSchema: true);
        options.Password = "not-the-password";
        await using ClickHouseExporter exporter = Make(options);
        await exporter.StartAsync(Cancelled);
        Assert.False(Health.IsReady);
        using TelemetryBatch batch = Batch(10, null);
        Outcome outcome = await exporter.ConsumeAsync(batch, Cancelled);
        Assert.Equal(OutcomeKind.Retry, outcome.Kind);
        Assert.True(outcome.RetryAfter > TimeSpan.FromSeconds(1));
        Assert.Contains("516", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(options.Password, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_NoTablesAndNoCreateSchema_WaitsForThem()
    {
        await using ClickHouseExporter exporter = Make(Options(createSchema: false));
        await exporter.StartAsync(Cancelled);
        Assert.Contains(Health.Entries.Values, entry => !entry.Ready && entry.Message.Contains("otlp-gateway migrate", StringComparison.Ordinal));
        using TelemetryBatch batch = Batch(10, null);
        Assert.Equal(OutcomeKind.Retry, (await exporter.ConsumeAsync(batch, Cancelled)).Kind);
        await (await StartAsync()).DisposeAsync();
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Cancelled));
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task StartAsync_CertificateFileIsMissing_Throws()
    {
        ClickHouseOptions options = Options(createSchema: true);
        options.Endpoint = options.Endpoint.Replace("http://", "https://", StringComparison.Ordinal);
        options.Tls.CaFile = "/nonexistent/ca.pem";
        await using ClickHouseExporter exporter = Make(options);
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => exporter.StartAsync(Cancelled));
        Assert.Contains("exporters::clickhouse::tls::ca_file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConsumeAsync_MutualTls_StoresAndRefusesStrangers()
    {
        using TestCertificates certificates = new();
        (string certFile, string keyFile) = certificates.Issue("server", TestCertificates.ServerUse);
        (string clientCert, string clientKey) = certificates.Issue("client", TestCertificates.ClientUse);
        await _server.StopAsync();
        _server.Tls = new TlsServerOptions { CertFile = certFile, KeyFile = keyFile, ClientCaFile = certificates.AuthorityFile };
        await _server.StartAsync(Cancelled);
        using TelemetryBatch batch = Batch(10, null);

        ClickHouseOptions known = Options(createSchema: true);
        known.Tls.CaFile = certificates.AuthorityFile;
        known.Tls.CertFile = clientCert;
        known.Tls.KeyFile = clientKey;
        known.Tls.MinVersion = "1.3";
        await using ClickHouseExporter exporter = Make(known);
        await exporter.StartAsync(Cancelled);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Cancelled));
        Assert.Equal(10, await CountAsync());

        // One does not trust the server's authority, the other shows no certificate of its own.
        ClickHouseOptions stranger = Options(createSchema: true);
        ClickHouseOptions anonymous = Options(createSchema: true);
        anonymous.Tls.CaFile = certificates.AuthorityFile;
        foreach (ClickHouseOptions options in new[] { stranger, anonymous })
        {
            await using ClickHouseExporter refused = Make(options);
            await refused.StartAsync(Cancelled);
            Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), Kind(await refused.ConsumeAsync(batch, Cancelled)));
        }
    }

    [Theory]
    [InlineData("18.16.1", false)]
    [InlineData("22.2.9.9", false)]
    [InlineData("22.3.1.1", true)]
    [InlineData("26.7.2.1", true)]
    [InlineData("head", true)]
    public void RequireVersion_OldServer_SaysWhatIsNeeded(string version, bool taken)
    {
        Exception? refusal = Record.Exception(() => ClickHouseStore.RequireVersion(version));
        Assert.Equal(taken, refusal is null);
        Assert.True(taken || (refusal is ClickHouseException { Code: 344 } && refusal.Message.Contains("22.3", StringComparison.Ordinal)));
    }

    private protected override ClickHouseOptions Options(bool createSchema)
    {
        ClickHouseOptions options = base.Options(createSchema);
        options.Endpoint = _server.Endpoint;
        options.Username = "writer";
        options.Password = ServerFixture.Password;
        return options;
    }

    private static (OutcomeKind, string) Kind(Outcome outcome) => (outcome.Kind, outcome.Reason);
}
