// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Servers.Configuration;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

/// <summary>A ClickHouse server on a port of its own, <c>clickhouse_http</c> on the store of this process; can be away.</summary>
internal sealed class ServerFixture(StoreFixture store) : IAsyncDisposable
{
    internal const string Password = "pass word";

    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly int _port = FreePort();
    private ClickHouseHttpExtension? _extension;

    internal string Endpoint => $"{(Tls is null ? "http" : "https")}://127.0.0.1:{_port}";

    /// <summary>Set before the start, the server speaks TLS.</summary>
    internal TlsServerOptions? Tls { get; set; }

    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        _ = await store.ClientAsync(cancellationToken);
        ClickHouseHttpOptions options = new()
        {
            Endpoint = $"127.0.0.1:{_port}",
            ReadOnly = false,
            Tls = Tls,
            Store = "chdb://" + store.StoreDirectory,
            QueueTimeout = TimeSpan.FromMinutes(1),
            Users = [new ClickHouseHttpUser { Name = "writer", Password = Password }],
        };
        _extension = new ClickHouseHttpExtension(options, _settings.For("clickhouse_http"), store.Engines);
        await _extension.StartAsync(cancellationToken);
    }

    internal async Task StopAsync()
    {
        if (_extension is not null)
        {
            await _extension.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _settings.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
