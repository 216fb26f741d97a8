// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.IntegrationTests.Gateway;

namespace OtlpGateway.IntegrationTests.Faults;

/// <summary>
/// The ClickHouse server of the fault tests: <c>clickhouse_http</c> in write mode in a process of its own, so that the SQL is
/// the real engine's. Each test has a database of its own in it.
/// </summary>
public sealed class StoreServer : IAsyncLifetime
{
    private GatewayProcess? _process;

    internal GatewayProcess Process => _process ?? throw new InvalidOperationException("The server was not started.");

    internal Uri Address => new($"http://127.0.0.1:{Process.Ports.Sql}");

    internal SqlClient Sql => Process.Sql;

    public async ValueTask InitializeAsync() => _process = await GatewayProcess.StartAsync(
        ports =>
        [
            "--config",
            "yaml:{receivers: {otlp: {protocols: {http: {}}}}, exporters: {debug: {}}, "
            + "extensions: {health_check: {}, clickhouse_http: {store: 'chdb://${env:OTLP_GATEWAY_DATA}/clickhouse', read_only: false, "
            + "max_concurrent_queries: 8, queue_timeout: 60s}}, "
            + "service: {extensions: [health_check, clickhouse_http], pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}}",
            .. GatewayProcess.OtlpArguments(ports),
            .. GatewayProcess.OwnArguments(ports),
            "--set", $"extensions.clickhouse_http.endpoint=127.0.0.1:{ports.Sql}",
        ],
        CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}

/// <summary>The test classes that share the server.</summary>
[CollectionDefinition(nameof(StoreServer))]
public sealed class StoreServerTests : ICollectionFixture<StoreServer>;
