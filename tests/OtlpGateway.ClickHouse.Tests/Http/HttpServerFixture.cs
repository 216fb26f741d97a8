// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Pipeline.Components;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>A ClickHouse server: <c>clickhouse_http</c> in write mode on the engine of this process.</summary>
public sealed class HttpServerFixture(EngineFixture engine) : IAsyncLifetime
{
    internal const string User = "writer";
    internal const string Password = "pass:wörd & more";

    private readonly Meter _meter = new("clickhouse-http");
    private ClickHouseHttpExtension? _extension;

    internal Uri Address => new($"http://127.0.0.1:{_extension!.Port}");

    public async ValueTask InitializeAsync()
    {
        ClickHouseHttpOptions options = new()
        {
            Endpoint = "127.0.0.1:0",
            ReadOnly = false,
            Store = "chdb://" + engine.StoreDirectory,
            QueueTimeout = TimeSpan.FromMinutes(1),
            Users = [new ClickHouseHttpUser { Name = User, Password = Password }, new ClickHouseHttpUser { Name = "reader", ReadOnly = true }],
        };
        _extension = new ClickHouseHttpExtension(options, Settings(), engine.Engines);
        await _extension.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _extension!.DisposeAsync();
        _meter.Dispose();
    }

    internal ClickHouseHttpSettings SettingsFor(params Uri[] endpoints) => new()
    {
        Endpoints = endpoints.Length > 0 ? endpoints : [Address],
        User = User,
        Password = Password,
    };

    internal static async Task<ClickHouseHttpClient> ConnectAsync(ClickHouseHttpSettings settings)
    {
        ClickHouseHttpClient client = new(settings, TimeProvider.System, NullLogger.Instance);
        await client.ConnectAsync(TestContext.Current.CancellationToken);
        return client;
    }

    private ComponentSettings Settings() => new()
    {
        Id = new ComponentId("clickhouse_http", ""),
        Logger = NullLogger.Instance,
        Meter = _meter,
        Time = TimeProvider.System,
        Services = new NoServices(),
    };

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
