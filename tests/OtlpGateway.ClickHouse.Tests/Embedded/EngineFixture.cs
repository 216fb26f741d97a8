// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Tests.Embedded;
using Xunit;

[assembly: AssemblyFixture(typeof(EngineFixture))]

namespace OtlpGateway.ClickHouse.Tests.Embedded;

/// <summary>
/// The one engine of this process: chDB serves one directory per process, so tests share it and keep to databases of
/// their own. What needs another directory, or an engine that starts or dies, runs in a process of its own.
/// </summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("otlpgateway-chdb-").FullName;
    private readonly ChdbEngines _engines = new(NullLoggerFactory.Instance);
    private ChdbLease? _lease;
    private int _databases;

    public IClickHouseClient Client => _lease!.Client;

    public string StoreDirectory => _directory;

    public ChdbEngines Engines => _engines;

    public async ValueTask InitializeAsync()
    {
        // Of all tests that run beside each other, some with a hundred rows of a megabyte in a block; who delivers would try again.
        _engines.Configure(_directory, new ChdbOptions { MaxMemoryBytes = 4_000_000_000 });
        _lease = await _engines.AcquireAsync(_directory, CancellationToken.None);
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        string name = "test_" + Interlocked.Increment(ref _databases);
        await Client.ExecuteAsync(new ClickHouseQuery($"CREATE DATABASE {name}"), cancellationToken);
        return name;
    }

    public async ValueTask DisposeAsync()
    {
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }

        await _engines.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
