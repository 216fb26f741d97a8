// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Serves the embedded store on ClickHouse's HTTP protocol, read-only unless it is told otherwise.</summary>
internal sealed class ClickHouseHttpExtension(
    ClickHouseHttpOptions options,
    ComponentSettings settings,
    ChdbEngines engines) : IExtension, IAsyncDisposable
{
    private ChdbLease? _lease;
    private ClickHouseHttpHandler? _handler;
    private GatewayServer? _server;

    internal int Port => _server?.Port ?? 0;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string path = $"extensions::{settings.Id}";
        var authenticator = new RequestAuthenticator(options.Auth, path, settings.Services.GetService<IExtensions>());
        string timeZone;
        try
        {
            _lease = await engines.AcquireAsync(Directory(), cancellationToken);
            timeZone = await TimeZoneAsync(_lease.Client, cancellationToken);
        }
        catch (Exception exception) when (exception is ChdbStartException or ClickHouseException)
        {
            throw new ComponentStartException(exception.Message, exception);
        }

        _handler = new ClickHouseHttpHandler(
            _lease.Client,
            _lease.StreamInserts,
            timeZone,
            options,
            new QueryAccess(options.Users, authenticator),
            new ClickHouseHttpMetrics(settings.Meter),
            settings.Time,
            settings.Logger);
        var server = new ServerSettings
        {
            ConfigPath = path,
            Options = options,
            Protocols = HttpProtocols.Http1,
            Time = settings.Time,
            Logger = settings.Logger,
            ConfigureLimits = limits => limits.MaxRequestLineSize = MaxLineBytes(),
        };
        _server = new GatewayServer(server, _handler);
        await _server.StartAsync(cancellationToken);
        ClickHouseHttpLog.Serving(settings.Logger, _lease.Client.Endpoint, Port, options.ReadOnly ? "read-only" : "for reading and writing");
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.StopAsync(deadline);
            await server.DisposeAsync();
        }

        Interlocked.Exchange(ref _handler, null)?.Dispose();
        if (Interlocked.Exchange(ref _lease, null) is { } lease)
        {
            await lease.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true));

    /// <summary>Clients read times without a zone in the zone that the server names.</summary>
    private static async Task<string> TimeZoneAsync(IClickHouseClient store, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await store.QueryAsync(new ClickHouseQuery("SELECT timezone()") { Format = "TSVRaw" }, output, cancellationToken);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length).TrimEnd('\n');
    }

    private string Directory()
    {
        if (options.StoreDirectory is { } directory)
        {
            return directory;
        }

        return engines.ConfiguredDirectories.FirstOrDefault() ?? throw new ComponentStartException(
            $"{settings.Id} has nothing to serve: configure a clickhouse exporter with endpoint chdb://DIR, or set store: chdb://DIR");
    }

    /// <summary>Queries may stand in the URL, as ClickHouse allows.</summary>
    private int MaxLineBytes() => Math.Max(8 * 1024, Math.Min(options.MaxQueryBytes, 1024 * 1024));
}
