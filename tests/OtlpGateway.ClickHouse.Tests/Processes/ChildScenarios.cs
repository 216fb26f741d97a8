// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Delivery;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.ClickHouse.Tests.Processes;

/// <summary>What a child does. It says so on standard output; an exception ends it with code 1.</summary>
internal static class ChildScenarios
{
    internal const string StoreRange = "store-range";
    internal const string Count = "count";
    internal const string Hold = "hold";
    internal const string Runtime = "runtime";
    internal const string Reopen = "reopen";
    internal const string CloseBusy = "close-busy";

    internal static readonly LedgerPartition Partition = new("otel_traces", "group", "spans", 0);

    internal static async Task<int> RunAsync(string[] arguments)
    {
        string directory = arguments[1];
        try
        {
            return arguments[0] switch
            {
                StoreRange => await StoreRangeAsync(directory, arguments[2..]),
                Count => await CountAsync(directory),
                Hold => await HoldAsync(directory),
                Runtime => await RuntimeAsync(directory),
                Reopen => await ReopenAsync(directory),
                CloseBusy => await CloseBusyAsync(directory),
                _ => 2,
            };
        }
        catch (Exception failure)
        {
            await Console.Error.WriteLineAsync(failure.ToString());
            return 1;
        }
    }

    /// <summary>Resumes, claims from there to a wished end, stores what the ledger says, marks it done.</summary>
    private static async Task<int> StoreRangeAsync(string directory, string[] arguments)
    {
        long wishedEnd = long.Parse(arguments[0], CultureInfo.InvariantCulture);
        KillPoint point = Enum.Parse<KillPoint>(arguments[1]);
        int delay = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
        SchemaTables tables = new();
        _ = await new SchemaMigrator(lease.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], CancellationToken.None);
        await CreateViewAsync(lease.Client, tables);
        KillingClient client = new(lease.Client, point, delay);
        ClaimLedger ledger = new(client, tables.Database, "child", TimeProvider.System);
        using SignalWriter writer = new(client, tables, Signal.Traces, EventTimeRule.Default, TimeProvider.System, lease.InsertSlots, new NoObserver());

        (long Next, long? PendingEnd)? resume = await ledger.ResumeAsync(Partition, CancellationToken.None);
        Claim claim = await ledger.ClaimAsync(Partition, resume?.Next ?? 0, wishedEnd, CancellationToken.None);
        if (!claim.Done)
        {
            _ = await writer.WriteAsync(LogOfSpans.Read(claim.Start, claim.End), claim, CancellationToken.None);
            await ledger.DoneAsync(claim, CancellationToken.None);
        }

        Console.WriteLine($"{claim.Start} {claim.End}");
        return 0;
    }

    /// <summary>A user's own view: sums, so that a part that is missing or twice shows.</summary>
    private static async Task CreateViewAsync(IClickHouseClient client, SchemaTables tables)
    {
        string[] statements =
        [
            "CREATE TABLE IF NOT EXISTS spans_per_name (SpanName String, Spans UInt64) ENGINE = SummingMergeTree ORDER BY SpanName",
            "CREATE MATERIALIZED VIEW IF NOT EXISTS spans_per_name_mv TO spans_per_name AS SELECT SpanName, count() AS Spans FROM otel_traces GROUP BY SpanName",
        ];
        foreach (string statement in statements)
        {
            await client.ExecuteAsync(new ClickHouseQuery(statement), CancellationToken.None);
        }

        _ = await new SchemaMigrator(client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], CancellationToken.None);
    }

    private static async Task<int> CountAsync(string directory)
    {
        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
        Console.WriteLine(await lease.Client.TextAsync(
            "SELECT (SELECT count() FROM otel_traces), (SELECT uniqExact(SpanId) FROM otel_traces), " +
            "(SELECT count() FROM otel_traces_trace_id_ts), (SELECT sum(Spans) FROM spans_per_name), " +
            "(SELECT toInt64(max(toInt64(SpanAttributes['offset']))) + 1 FROM otel_traces)",
            CancellationToken.None));
        return 0;
    }

    private static async Task<int> HoldAsync(string directory)
    {
        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
        Console.WriteLine("open");
        _ = await Console.In.ReadLineAsync();
        return 0;
    }

    /// <summary>The runtime still works as if the engine were not there.</summary>
    private static async Task<int> RuntimeAsync(string directory)
    {
        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
        Console.WriteLine(RuntimeChecks.CollectsWhileALoopRuns() ? "collects" : "stalls");
        Console.WriteLine(RuntimeChecks.CatchesNullReference() ? "catches" : "misses");
        Console.WriteLine(await lease.Client.TextAsync("SELECT 42", CancellationToken.None));
        return 0;
    }

    /// <summary>Closes while statements run that would not end by themselves.</summary>
    private static async Task<int> CloseBusyAsync(string directory)
    {
        ChdbEngines engines = new(NullLoggerFactory.Instance);
        engines.Configure(directory, new ChdbOptions { CloseTimeout = TimeSpan.FromSeconds(1) });
        ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
        Task<string>[] endless = [.. Enumerable.Range(0, 3).Select(i =>
            lease.Client.TextAsync($"SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number, {i}) = 1", CancellationToken.None))];
        while (int.Parse(await lease.Client.TextAsync("SELECT count() FROM system.processes WHERE query LIKE '%sipHash64(number,%'", CancellationToken.None), CultureInfo.InvariantCulture) < 4)
        {
            await Task.Yield();
        }

        await engines.DisposeAsync();
        int killed = 0;
        foreach (Task<string> task in endless)
        {
            try
            {
                _ = await task;
            }
            catch (ClickHouseException failure) when (failure.Code == ClickHouseErrorCode.QueryWasCancelled)
            {
                killed++;
            }
        }

        Console.WriteLine($"killed {killed}");
        return 0;
    }

    private static async Task<int> ReopenAsync(string directory)
    {
        for (int i = 0; i < 5; i++)
        {
            await using ChdbEngines engines = new(NullLoggerFactory.Instance);
            await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
            await lease.Client.ExecuteAsync(new ClickHouseQuery("CREATE TABLE IF NOT EXISTS t (a Int32) ENGINE = MergeTree ORDER BY a"), CancellationToken.None);
            await lease.Client.ExecuteAsync(new ClickHouseQuery($"INSERT INTO t VALUES ({i})"), CancellationToken.None);
            Console.WriteLine(await lease.Client.TextAsync("SELECT count() FROM t", CancellationToken.None));
        }

        return 0;
    }
}
