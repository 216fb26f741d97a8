// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Exporters.Tests.ClickHouse;
using Xunit;

[assembly: AssemblyFixture(typeof(StoreFixture))]

namespace OtlpGateway.Exporters.Tests.ClickHouse;

/// <summary>The one embedded store of this process, opened when the first test needs it; tests keep to databases of their own.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChdbLease? _lease;
    private int _databases;

    public string StoreDirectory { get; } = Directory.CreateTempSubdirectory("otlpgateway-exporter-").FullName;

    public ChdbEngines Engines { get; } = new(NullLoggerFactory.Instance);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async Task<IClickHouseClient> ClientAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _lease ??= await Engines.AcquireAsync(StoreDirectory, cancellationToken);
            return _lease.Client;
        }
        finally
        {
            _gate.Release();
        }
    }

    public string NewDatabaseName() => "exporter_" + Interlocked.Increment(ref _databases);

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }

        await Engines.DisposeAsync();
        _gate.Dispose();
        Directory.Delete(StoreDirectory, recursive: true);
    }
}
