// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Globalization;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Delivery;

/// <summary>
/// Writes export requests of one signal into its tables: one block per table, dead letters beside, each under a token that
/// makes a repetition harmless. Thread-safe; as many requests at once as <paramref name="slots"/> admits, which is what
/// bounds the memory of blocks.
/// </summary>
public sealed class SignalWriter(
    IClickHouseClient client,
    SchemaTables tables,
    Signal signal,
    EventTimeRule eventTimes,
    TimeProvider time,
    SemaphoreSlim slots,
    IBlockObserver observer) : IDisposable
{
    private readonly ConcurrentStack<RequestRows> _idle = new();
    private readonly Dictionary<string, IReadOnlySet<string>> _columns = new(StringComparer.Ordinal);

    /// <summary>Restricts inserts to the columns that the tables have. Call before the first write.</summary>
    public void UseColumns(IEnumerable<TargetTable> found)
    {
        foreach (TargetTable table in found.Where(table => table.Database == tables.Database && table.Columns.Count > 0))
        {
            _columns[table.Name] = table.Columns;
        }
    }

    /// <summary>Writes a claimed range. Written again it stores nothing twice, in no table and no view.</summary>
    public Task<WriteResult> WriteAsync(ReadOnlyMemory<byte> request, Claim claim, CancellationToken cancellationToken) =>
        WriteAsync(
            request,
            new Source(claim.At, claim.Partition.Topic, claim.Partition.Partition, claim.Start, claim.End, claim.Token),
            cancellationToken);

    /// <summary>Writes a request that comes from no log: at least once, or once when <paramref name="token"/> identifies it.</summary>
    public Task<WriteResult> WriteAsync(ReadOnlyMemory<byte> request, string? token, CancellationToken cancellationToken)
    {
        Func<string, int, string>? tokens = token is null
            ? null
            : (table, chunk) => string.Create(CultureInfo.InvariantCulture, $"request/{token}/{table}/{chunk}");
        return WriteAsync(request, new Source(time.GetUtcNow(), "", -1, -1, -1, tokens), cancellationToken);
    }

    public void Dispose()
    {
        while (_idle.TryPop(out RequestRows? rows))
        {
            rows.Dispose();
        }
    }

    private async Task<WriteResult> WriteAsync(ReadOnlyMemory<byte> request, Source source, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        RequestRows rows = _idle.TryPop(out RequestRows? used) ? used : Create();
        try
        {
            Dictionary<string, int> deadLetters = new(StringComparer.Ordinal);
            rows.DeadLetters.SetSource(source.At, source.Topic, source.Partition, source.Start, source.End);
            EventTimeLimits limits = EventTimeLimits.Around(source.At, eventTimes.Earliest, eventTimes.MaxAhead);
            int next = 0;
            for (int chunk = 0; next >= 0; chunk++)
            {
                rows.Clear();
                next = rows.Fill(request.Span, next, limits);
                await InsertAsync(rows, source, chunk, cancellationToken);
                Count(rows.DeadLetters.CountByReason, deadLetters);
            }

            return new WriteResult(deadLetters);
        }
        finally
        {
            rows.Clear();
            _idle.Push(rows);
            slots.Release();
        }
    }

    private static void Count(Dictionary<string, int> chunk, Dictionary<string, int> total)
    {
        foreach ((string reason, int count) in chunk)
        {
            total[reason] = total.GetValueOrDefault(reason) + count;
        }
    }

    private RequestRows Create()
    {
        RequestRows rows = signal switch
        {
            Signal.Traces => new TraceRows(),
            Signal.Metrics => new MetricRows(),
            Signal.Logs => new LogRows(),
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "no tables for this signal"),
        };
        IReadOnlyList<string> names = tables.Of(signal);
        for (int i = 0; i < names.Count; i++)
        {
            rows.Blocks[i].RestrictTo(_columns.GetValueOrDefault(names[i]));
        }

        return rows;
    }

    private async Task InsertAsync(RequestRows rows, Source source, int chunk, CancellationToken cancellationToken)
    {
        // First what no table takes: should the rule for event times change before the range is written again, a table that
        // has the chunk ignores it, and items that were put aside would be nowhere.
        await InsertAsync(rows.DeadLetters, SchemaTables.DeadLetters, source, chunk, cancellationToken);
        IReadOnlyList<string> names = tables.Of(signal);
        for (int i = 0; i < names.Count; i++)
        {
            await InsertAsync(rows.Blocks[i], names[i], source, chunk, cancellationToken);
        }
    }

    private async Task InsertAsync(Native.NativeBlock block, string table, Source source, int chunk, CancellationToken cancellationToken)
    {
        if (block.RowCount == 0)
        {
            return;
        }

        block.Seal();
        long bytes = block.Parts.Sum(part => (long)part.Length);
        long started = time.GetTimestamp();
        string? token = source.Tokens?.Invoke(table, chunk);
        _ = await client.InsertAsync(new ClickHouseInsert(tables.Database, table, token), block, cancellationToken);
        observer.Inserted(table, block.RowCount, bytes, time.GetElapsedTime(started));
    }

    private readonly record struct Source(
        DateTimeOffset At, string Topic, int Partition, long Start, long End, Func<string, int, string>? Tokens);
}
