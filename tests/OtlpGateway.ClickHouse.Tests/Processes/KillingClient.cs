// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>Kills its own process, as <c>kill -9</c> does, at one point of the way.</summary>
internal sealed class KillingClient(IClickHouseClient inner, KillPoint point, int delayMilliseconds) : IClickHouseClient
{
    private int _claimInserts;

    public string Endpoint => inner.Endpoint;

    public string Version => inner.Version;

    public Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken) => inner.ExecuteAsync(query, cancellationToken);

    public Task<QueryResult> QueryAsync(ClickHouseQuery query, Stream output, CancellationToken cancellationToken) =>
        inner.QueryAsync(query, output, cancellationToken);

    public async Task<InsertResult> InsertAsync(ClickHouseInsert insert, INativeBlock block, CancellationToken cancellationToken)
    {
        bool isClaim = insert.Table == SchemaTables.Claims;
        bool isDone = isClaim && Interlocked.Increment(ref _claimInserts) > 1;
        KillIf(isDone ? KillPoint.BeforeDone : isClaim ? KillPoint.BeforeClaim : KillPoint.BeforeInsert);
        if (!isClaim && point == KillPoint.DuringInsert)
        {
            _ = new Timer(_ => Process.GetCurrentProcess().Kill(), null, delayMilliseconds, Timeout.Infinite);
        }

        InsertResult result = await inner.InsertAsync(insert, block, cancellationToken);
        KillIf(isDone ? KillPoint.AfterDone : isClaim ? KillPoint.AfterClaim : KillPoint.AfterInsert);
        return result;
    }

    private void KillIf(KillPoint here)
    {
        if (here == point)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
