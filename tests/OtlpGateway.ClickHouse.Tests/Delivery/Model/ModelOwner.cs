// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;

namespace OtlpGateway.ClickHouse.Tests.Delivery.Model;

/// <summary>One owner of the partition: the ledger as it is, around a store that waits for its turn at every statement.</summary>
internal sealed class ModelOwner(int number, ModelStore store, Turns turns) : IClaimTable
{
    private static readonly LedgerPartition Partition = new("otel_traces", "group", "topic", 0);

    /// <summary>Goes on where the ledger says and stores ranges that it would like to be so long.</summary>
    internal async Task RunAsync(int ranges, long length, long until)
    {
        ClaimLedger ledger = new(this, TimeProvider.System);
        for (int i = 0; i < ranges; i++)
        {
            (long Next, long? PendingEnd)? resume = await ledger.ResumeAsync(Partition, CancellationToken.None);
            long start = resume?.Next ?? 0;
            if (start >= until)
            {
                return;
            }

            await StoreAsync(ledger, start, resume?.PendingEnd ?? Math.Min(start + length, until));
        }
    }

    /// <summary>Stores a range that begins where it believes the partition to stand.</summary>
    internal Task StoreAsync(long start, long end) => StoreAsync(new ClaimLedger(this, TimeProvider.System), start, end);

    public async Task<ClaimView> ReadAsync(LedgerPartition partition, long offset, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(number);
        Claim[] near = [.. store.Claims.Where(claim => claim.End > claim.Start && (claim.Start >= offset || claim.End > offset))];
        return new ClaimView(near, store.Claims.Select(claim => claim.Number).DefaultIfEmpty(0).Max());
    }

    public async Task<IReadOnlyList<Claim>> ReadNewestAsync(LedgerPartition partition, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(number);
        return [.. store.Claims];
    }

    public async Task InsertAsync(Claim claim, string token, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(number);
        store.InsertClaim(claim, token);
    }

    public Task InsertRejectedAsync(Claim claim, string reason, string token, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("No owner of the model is refused.");

    private async Task StoreAsync(ClaimLedger ledger, long start, long end)
    {
        Claim claim;
        try
        {
            claim = await ledger.ClaimAsync(Partition, start, end, CancellationToken.None);
        }
        catch (ClaimConflictException)
        {
            return;
        }

        if (claim.Done)
        {
            return;
        }

        foreach (string table in ModelStore.Tables)
        {
            await turns.WaitAsync(number);
            store.InsertData(table, claim);
        }

        await ledger.DoneAsync(claim, CancellationToken.None);
    }
}
