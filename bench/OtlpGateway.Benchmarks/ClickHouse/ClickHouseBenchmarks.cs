// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.Benchmarks.Harness;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.ClickHouse;

/// <summary>Wire bytes to sealed column blocks against Google.Protobuf's parse alone, and blocks into the real engine.</summary>
internal sealed class ClickHouseBenchmarks : IBenchmarkGroup
{
    private const int Items = 1000;
    private const int StoredSpans = 300_000;

    private static readonly EventTimeLimits AnyTime = new(0, ulong.MaxValue);

    public string Name => "clickhouse";

    public void Run(BenchmarkRunner runner)
    {
        Columns(runner);
        runner.Report("clickhouse.store.20k", () => StoreAsync(20_000).GetAwaiter().GetResult());
        runner.Report("clickhouse.store.100k", () => StoreAsync(100_000).GetAwaiter().GetResult());
    }

    private static void Columns(BenchmarkRunner runner)
    {
        using TraceRows traces = new();
        using LogRows logs = new();
        using MetricRows metrics = new();
        Columns(runner, "clickhouse.columns", traces, SampleTraces.Make(Items).ToByteArray(), Items, ExportTraceServiceRequest.Parser);
        Columns(runner, "clickhouse.columns.logs", logs, SampleLogs.Make(Items).ToByteArray(), Items, ExportLogsServiceRequest.Parser);
        Columns(runner, "clickhouse.columns.metrics", metrics, SampleMetrics.Make(Items).ToByteArray(), Items, ExportMetricsServiceRequest.Parser);
        AnyColumns(runner, "clickhouse.shapes.traces", traces, ExportTraceServiceRequest.Parser);
        AnyColumns(runner, "clickhouse.shapes.logs", logs, ExportLogsServiceRequest.Parser);
        AnyColumns(runner, "clickhouse.shapes.metrics", metrics, ExportMetricsServiceRequest.Parser);
    }

    /// <summary>Items of every shape that the schema allows, no two alike: little of it is read in the short ways.</summary>
    private static void AnyColumns(BenchmarkRunner runner, string name, RequestRows rows, MessageParser parser)
    {
        RandomOtlp random = new(1);
        byte[] request = [.. Enumerable.Range(0, 100).SelectMany(_ => random.Request(rows.Signal))];
        int filled = FillAndSeal(rows, request);
        Expect(0, rows.DeadLetters.RowCount);
        Columns(runner, name, rows, request, filled, parser);
    }

    private static void Columns(BenchmarkRunner runner, string name, RequestRows rows, byte[] request, int items, MessageParser parser) =>
        runner.Ratio(
            name,
            new Workload(items, request.Length),
            () => Expect(items, FillAndSeal(rows, request)),
            () => parser.ParseFrom(request));

    private static int FillAndSeal(RequestRows rows, byte[] request)
    {
        rows.Clear();
        Expect(-1, rows.Fill(request, 0, AnyTime));
        int filled = 0;
        for (int i = 0; i < rows.Blocks.Count; i++)
        {
            if (rows.Blocks[i].RowCount > 0)
            {
                rows.Blocks[i].Seal();
                filled += rows.Blocks[i].RowCount;
            }
        }

        return filled;
    }

    /// <summary>Claimed ranges into <c>otel_traces</c> with its indexes and view, fsynced: the whole way of a range.</summary>
    private static async Task<string> StoreAsync(int spansPerRange)
    {
        string directory = Directory.CreateTempSubdirectory("otlpgateway-bench-").FullName;
        try
        {
            await using ChdbEngines engines = new(NullLoggerFactory.Instance);
            await using ChdbLease lease = await engines.AcquireAsync(directory, CancellationToken.None);
            SchemaTables tables = new();
            await new SchemaMigrator(lease.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], CancellationToken.None);
            ClaimLedger ledger = new(lease.Client, tables.Database, "bench", TimeProvider.System);
            using SignalWriter writer = new(lease.Client, tables, Signal.Traces, EventTimeRule.Default, TimeProvider.System, lease.InsertSlots, new NoObserver());
            byte[] request = SampleTraces.Make(spansPerRange).ToByteArray();
            LedgerPartition partition = new(tables.Traces, "bench", "spans", 0);
            using Process process = Process.GetCurrentProcess();
            TimeSpan processorStart = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            for (long offset = 0; offset < StoredSpans / spansPerRange; offset++)
            {
                Claim claim = await ledger.ClaimAsync(partition, offset, offset + 1, CancellationToken.None);
                await writer.WriteAsync(request, claim, CancellationToken.None);
                await ledger.DoneAsync(claim, CancellationToken.None);
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            process.Refresh();
            double processor = (process.TotalProcessorTime - processorStart).TotalSeconds;
            double columns = ColumnsProcessorTime(request, StoredSpans / spansPerRange).TotalSeconds;
            double thousands = StoredSpans / 1000.0;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{thousands / seconds:F0} k spans/s, {thousands / processor:F0} k per processor second, {columns / processor:P1} of it columns, resident {process.WorkingSet64 >> 20} MiB");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>What filling and sealing takes of a range's way, warmed up as it is there: the rest is the engine's and the ledger's.</summary>
    private static TimeSpan ColumnsProcessorTime(byte[] request, int ranges)
    {
        using TraceRows rows = new();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        for (int range = 0; range < ranges; range++)
        {
            rows.Clear();
            Expect(-1, rows.Fill(request, 0, AnyTime));
            rows.Blocks[0].Seal();
        }

        return Environment.CpuUsage.TotalTime - start;
    }

    /// <summary>A benchmark that does not do its work must not look fast.</summary>
    private static void Expect(int expected, int actual)
    {
        if (expected != actual)
        {
            throw new InvalidOperationException($"expected {expected}, got {actual}");
        }
    }

    private sealed class NoObserver : IBlockObserver
    {
        public void Inserted(string table, int rows, long bytes, TimeSpan duration)
        {
        }
    }
}
