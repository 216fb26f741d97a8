// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Extensions.Tests.ClickHouseHttp;
using Xunit;

[assembly: AssemblyFixture(typeof(StoreFixture))]

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

/// <summary>One embedded engine for all tests of the process: it can have but one.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clickhouse-http-").FullName;
    private ChdbLease? _lease;

    public ChdbEngines Engines { get; } = new(NullLoggerFactory.Instance);

    public IClickHouseClient Store => _lease!.Client;

    public async ValueTask InitializeAsync()
    {
        Engines.Configure(_directory, new ChdbOptions { MaxConnections = 4 });
        _lease = await Engines.AcquireAsync(_directory, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Engines.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
