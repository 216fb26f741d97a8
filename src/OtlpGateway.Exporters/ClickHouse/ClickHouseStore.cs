// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Microsoft.Extensions.Logging;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Http;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>The ClickHouse that an exporter's section names, opened: the engine in this process, or a server.</summary>
public sealed class ClickHouseStore : IAsyncDisposable
{
    // Each insert at once holds a block of its own in memory; a server gains nothing from more.
    private const int ServerInsertSlots = 4;

    private const int SupportIsDisabled = 344;

    private static readonly (int Major, int Minor) OldestVersion = (22, 3);

    private readonly ChdbLease? _lease;
    private readonly ClickHouseHttpClient? _server;

    private ClickHouseStore(ChdbLease lease)
    {
        _lease = lease;
        Client = lease.Client;
        InsertSlots = lease.InsertSlots;
    }

    private ClickHouseStore(ClickHouseHttpClient server)
    {
        _server = server;
        Client = server;
        InsertSlots = new SemaphoreSlim(ServerInsertSlots);
    }

    public IClickHouseClient Client { get; }

    /// <summary>Turns for inserts of telemetry.</summary>
    public SemaphoreSlim InsertSlots { get; }

    /// <summary>
    /// Opens it. Throws <see cref="ChdbStartException"/> when the embedded store cannot be opened, and
    /// <see cref="ClickHouseException"/> when no server answers, and
    /// <see cref="Pipeline.Components.ComponentStartException"/> when a certificate file cannot be read.
    /// </summary>
    /// <param name="path">The exporter's configuration path, for messages about its files.</param>
    /// <remarks>
    /// Of several endpoints the first one is asked. When it fails, another one is taken only if its tables for
    /// <paramref name="signals"/> are Replicated: claims and tokens of other tables are known to the first alone.
    /// </remarks>
    public static async Task<ClickHouseStore> OpenAsync(
        ClickHouseOptions options,
        string path,
        ChdbEngines engines,
        IReadOnlyCollection<Signal> signals,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        if (options.StoreDirectory is { } directory)
        {
            return new ClickHouseStore(await engines.AcquireAsync(directory, cancellationToken));
        }

        ClickHouseHttpClient client = new(options.ServerSettings(path, time, logger), time, logger);
        try
        {
            await ConnectAsync(client, options, signals, cancellationToken);
            RequireVersion(client.Version);
            return new ClickHouseStore(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Says what tables the store has: a server's other endpoints are used only where all of them are Replicated.</summary>
    public void UseTables(IReadOnlyList<TargetTable> targets)
    {
        if (_server is not null)
        {
            _server.MayFailOver = AreReplicated(targets);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }
    }

    /// <summary>Older servers know no deduplication tokens, and nothing of what is said with them.</summary>
    internal static void RequireVersion(string version)
    {
        string[] parts = version.Split('.');
        bool read = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            & int.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out int minor);
        if (read && (major, minor).CompareTo(OldestVersion) < 0)
        {
            throw new ClickHouseException(
                SupportIsDisabled, $"it is ClickHouse {version}; {OldestVersion.Major}.{OldestVersion.Minor} or later is needed, which knows deduplication tokens");
        }
    }

    private static bool AreReplicated(IReadOnlyList<TargetTable> targets) => targets.All(table => table.IsReplicated);

    private static async Task ConnectAsync(
        ClickHouseHttpClient client, ClickHouseOptions options, IReadOnlyCollection<Signal> signals, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(cancellationToken);
        }
        catch (ClickHouseException failure) when (ClickHouseErrorCode.IsOfEndpoint(failure.Code))
        {
            client.MayFailOver = true;
            if (!client.MayFailOver)
            {
                throw;
            }

            await client.ConnectAsync(cancellationToken);
            if (!AreReplicated(await new SchemaInspector(client, options.Tables).TargetsAsync(signals, cancellationToken)))
            {
                throw;
            }
        }
    }
}
