// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Schema;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>
/// The ledger of log ranges, in the same ClickHouse as the data. A range is claimed before it is inserted and marked done
/// after; the first writer's claim is the one that counts, for its writer and for whoever comes later.
/// </summary>
/// <remarks>
/// Thread-safe. Claims of a partition are numbered, and a claim is inserted with its number as deduplication token: of two
/// claimants who saw the same ledger one is kept, the other one's row is dropped and it looks again. So claims never
/// overlap, wherever each claimant believed the partition to stand. docs/delivery.md draws the whole protocol.
/// </remarks>
public sealed class ClaimLedger
{
    // Each further attempt is somebody else's success.
    private const int MostAttempts = 32;
    private const int MostReasonChars = 1024;

    private readonly IClaimTable _table;
    private readonly TimeProvider _time;
    private readonly Action? _claimWritten;

    /// <param name="claimWritten">Called when a claim's row is inserted and not read back yet; for tests that stop there.</param>
    public ClaimLedger(IClickHouseClient client, string database, string owner, TimeProvider time, Action? claimWritten = null)
        : this(new ClaimTable(client, database, owner), time, claimWritten)
    {
    }

    internal ClaimLedger(IClaimTable table, TimeProvider time, Action? claimWritten = null)
    {
        _table = table;
        _time = time;
        _claimWritten = claimWritten;
    }

    /// <summary>
    /// Where the partition stands: everything before <c>Next</c> is stored; <c>PendingEnd</c> is the end of a claim that
    /// starts there and was not finished. Null when the ledger does not know the partition.
    /// </summary>
    public async Task<(long Next, long? PendingEnd)?> ResumeAsync(LedgerPartition partition, CancellationToken cancellationToken)
    {
        List<Claim> claims = ClaimRows.Merge(await _table.ReadNewestAsync(partition, cancellationToken));
        if (claims.Count == 0)
        {
            return null;
        }

        long stored = claims.Where(claim => claim.Done).Select(claim => claim.End).DefaultIfEmpty(long.MinValue).Max();
        foreach (Claim claim in claims.Where(claim => !claim.Done && claim.Start >= stored))
        {
            return (claim.Start, claim.End);
        }

        return (stored, null);
    }

    /// <summary>
    /// Claims [start, end) and returns the claim that counts: it may end elsewhere and may be done. It ends where a later
    /// claim begins at the latest.
    /// </summary>
    /// <exception cref="ClaimConflictException">The start lies inside a claim that is not finished.</exception>
    public async Task<Claim> ClaimAsync(LedgerPartition partition, long start, long end, CancellationToken cancellationToken)
    {
        ClaimView view = await _table.ReadAsync(partition, start, cancellationToken);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (Known(partition, view, start, ref end) is { } known)
            {
                return known;
            }

            // Milliseconds, as the table keeps them: the claim must read back as what it is.
            DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
            Claim claim = new(partition, start, end, now, Done: false) { Number = view.LastNumber + 1 };
            await _table.InsertAsync(claim, claim.ClaimToken, cancellationToken);
            _claimWritten?.Invoke();
            view = await _table.ReadAsync(partition, start, cancellationToken);
            if (view.LastNumber < claim.Number)
            {
                throw new ClickHouseException(
                    $"The claim of {claim} was inserted into {SchemaTables.Claims} and is not there yet: this replica is behind.");
            }
        }

        throw new ClickHouseException($"Others claimed ranges of {partition} {MostAttempts} times while offset {start} was to be claimed.");
    }

    /// <summary>What the ledger has at an offset: the claim that holds it, or where the next one begins.</summary>
    public async Task<LedgerPlace> LookAsync(LedgerPartition partition, long offset, CancellationToken cancellationToken)
    {
        List<Claim> claims = ClaimRows.Merge((await _table.ReadAsync(partition, offset, cancellationToken)).Rows);
        long stored = offset;
        foreach (Claim claim in claims.Where(claim => claim.Done && claim.Start <= stored))
        {
            stored = Math.Max(stored, claim.End);
        }

        if (stored > offset)
        {
            return new LedgerPlace(LedgerPlaceKind.Done, offset, stored);
        }

        foreach (Claim claim in claims.Where(claim => claim.Start <= offset && claim.End > offset))
        {
            return new LedgerPlace(LedgerPlaceKind.Pending, claim.Start, claim.End);
        }

        return new LedgerPlace(LedgerPlaceKind.Free, offset, claims.Select(claim => claim.Start).DefaultIfEmpty(long.MaxValue).Min());
    }

    /// <summary>Says that everything of the claim is stored.</summary>
    public Task DoneAsync(Claim claim, CancellationToken cancellationToken) =>
        _table.InsertAsync(claim with { Done = true }, claim.DoneToken, cancellationToken);

    /// <summary>Says that the tables refused the claim's range for good. The claim stays open: who looks is offered it again.</summary>
    public Task RejectedAsync(Claim claim, string reason, CancellationToken cancellationToken) =>
        _table.InsertRejectedAsync(claim, reason.Length > MostReasonChars ? reason[..MostReasonChars] : reason, claim.RejectedToken(_time.GetUtcNow()), cancellationToken);

    /// <summary>Notes where a partition stands of which nothing is claimed yet, so that older claims to come do not hide it.</summary>
    public Task MarkAsync(LedgerPartition partition, long position, CancellationToken cancellationToken)
    {
        Claim mark = new(partition, position, position, _time.GetUtcNow(), Done: true);
        return _table.InsertAsync(mark, mark.DoneToken, cancellationToken);
    }

    /// <summary>The claim that counts at <paramref name="start"/>, or null after shortening the end to where the next one begins.</summary>
    private static Claim? Known(LedgerPartition partition, ClaimView view, long start, ref long end)
    {
        foreach (Claim other in ClaimRows.Merge(view.Rows))
        {
            if (other.Start == start)
            {
                return other;
            }

            if (other.Start < start && other.End > start)
            {
                return other.Done
                    ? new Claim(partition, start, other.End, other.At, Done: true) { Number = other.Number }
                    : throw new ClaimConflictException($"offset {start} is inside a range that was claimed before ({other}): go on where the ledger says");
            }

            end = other.Start > start ? Math.Min(end, other.Start) : end;
        }

        return null;
    }
}
