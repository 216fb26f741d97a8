// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

/// <summary>Lets some inserts through; then its user is gone, as far as the engine can tell.</summary>
internal sealed class EndingClient(IClickHouseClient inner, int inserts) : IClickHouseClient
{
    private int _left = inserts;

    public string Endpoint => inner.Endpoint;

    public string Version => inner.Version;

    public Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken) => inner.ExecuteAsync(query, cancellationToken);

    public Task<QueryResult> QueryAsync(ClickHouseQuery query, Stream output, CancellationToken cancellationToken) =>
        inner.QueryAsync(query, output, cancellationToken);

    public Task<InsertResult> InsertAsync(ClickHouseInsert insert, INativeBlock block, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _left) >= 0
            ? inner.InsertAsync(insert, block, cancellationToken)
            : throw new ClickHouseException("this client has ended");
}
