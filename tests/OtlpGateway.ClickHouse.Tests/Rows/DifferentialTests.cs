// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>Every column of every table, read back with SQL, equals what Google.Protobuf's objects say.</summary>
public sealed class DifferentialTests(EngineFixture engine)
{
    private static readonly EventTimeLimits AnyTime = new(0, ulong.MaxValue);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TraceRows_RandomRequests_EveryColumnEqualsTheOracle()
    {
        SchemaTables tables = await NewTablesAsync(Signal.Traces);
        List<ExportTraceServiceRequest> requests = [.. Enumerable.Range(0, 60).Select(seed => new RandomRequests(seed).Traces())];
        using TraceRows rows = new();
        await InsertAsync(rows, requests, tables);
        await AssertRowsAsync(tables, tables.Traces, TraceTable.TraceSelect, requests.SelectMany(TraceTable.Rows));
    }

    [Fact]
    public async Task TraceRows_SameKeysWithValuesOfEveryLength_EveryColumnEqualsTheOracle()
    {
        SchemaTables tables = await NewTablesAsync(Signal.Traces);
        ExportTraceServiceRequest request = RepeatedShapes.Traces();
        using TraceRows rows = new();
        await InsertAsync(rows, [request], tables);
        await AssertRowsAsync(tables, tables.Traces, TraceTable.TraceSelect, TraceTable.Rows(request));
    }

    [Fact]
    public async Task LogRows_RandomRequests_EveryColumnEqualsTheOracle()
    {
        SchemaTables tables = await NewTablesAsync(Signal.Logs);
        List<ExportLogsServiceRequest> requests = [.. Enumerable.Range(0, 60).Select(seed => new RandomRequests(seed).Logs())];
        using LogRows rows = new();
        await InsertAsync(rows, requests, tables);
        await AssertRowsAsync(tables, tables.Logs, TraceTable.LogSelect, requests.SelectMany(TraceTable.Rows));
    }

    [Fact]
    public async Task MetricRows_RandomRequests_EveryColumnEqualsTheOracle()
    {
        SchemaTables tables = await NewTablesAsync(Signal.Metrics);
        List<ExportMetricsServiceRequest> requests = [.. Enumerable.Range(0, 80).Select(seed => new RandomRequests(seed).Metrics())];
        using MetricRows rows = new();
        await InsertAsync(rows, requests, tables);
        await AssertRowsAsync(tables, tables.Gauge, MetricTable.GaugeSelect, requests.SelectMany(MetricTable.Gauges));
        await AssertRowsAsync(tables, tables.Sum, MetricTable.SumSelect, requests.SelectMany(MetricTable.Sums));
        await AssertRowsAsync(tables, tables.Histogram, MetricTable.HistogramSelect, requests.SelectMany(MetricTable.Histograms));
        await AssertRowsAsync(tables, tables.ExponentialHistogram, MetricTable.ExponentialSelect, requests.SelectMany(MetricTable.Exponentials));
        await AssertRowsAsync(tables, tables.Summary, MetricTable.SummarySelect, requests.SelectMany(MetricTable.Summaries));
    }

    [Fact]
    public async Task Rows_ScopesAroundTheSizeOfAStage_EveryColumnEqualsTheOracle()
    {
        int[] sizes = [1, TelemetryBlock.MaxStaged - 1, TelemetryBlock.MaxStaged, TelemetryBlock.MaxStaged + 1, 1, 150];
        SchemaTables traceTables = await NewTablesAsync(Signal.Traces);
        List<ExportTraceServiceRequest> traces = [.. sizes.Select(size => SampleTraces.Make(size, size))];
        using TraceRows traceRows = new();
        await InsertAsync(traceRows, traces, traceTables);
        await AssertRowsAsync(traceTables, traceTables.Traces, TraceTable.TraceSelect, traces.SelectMany(TraceTable.Rows));

        SchemaTables logTables = await NewTablesAsync(Signal.Logs);
        List<ExportLogsServiceRequest> logs = [.. sizes.Select(size => SampleLogs.Make(size, size))];
        using LogRows logRows = new();
        await InsertAsync(logRows, logs, logTables);
        await AssertRowsAsync(logTables, logTables.Logs, TraceTable.LogSelect, logs.SelectMany(TraceTable.Rows));

        SchemaTables metricTables = await NewTablesAsync(Signal.Metrics);
        List<ExportMetricsServiceRequest> metrics = [.. sizes.Select(size => SampleMetrics.Make(20 * size, size))];
        using MetricRows metricRows = new();
        await InsertAsync(metricRows, metrics, metricTables);
        await AssertRowsAsync(metricTables, metricTables.Sum, MetricTable.SumSelect, metrics.SelectMany(MetricTable.Sums));
        await AssertRowsAsync(metricTables, metricTables.Histogram, MetricTable.HistogramSelect, metrics.SelectMany(MetricTable.Histograms));
    }

    private async Task<SchemaTables> NewTablesAsync(Signal signal)
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([signal], Token);
        return tables;
    }

    /// <summary>Several requests a block, so that dictionaries and offsets run on, and several blocks a table.</summary>
    private async Task InsertAsync(RequestRows rows, IEnumerable<IMessage> requests, SchemaTables tables)
    {
        foreach (IMessage[] chunk in requests.Chunk(7))
        {
            rows.Clear();
            foreach (IMessage request in chunk)
            {
                Assert.Equal(-1, rows.Fill(request.ToByteArray(), 0, AnyTime));
            }

            Assert.Equal(0, rows.DeadLetters.RowCount);
            for (int i = 0; i < rows.Blocks.Count; i++)
            {
                if (rows.Blocks[i].RowCount > 0)
                {
                    rows.Blocks[i].Seal();
                    await engine.Client.InsertAsync(new ClickHouseInsert(tables.Database, tables.Of(rows.Signal)[i], null), rows.Blocks[i], Token);
                }
            }
        }
    }

    private async Task AssertRowsAsync(SchemaTables tables, string table, string select, IEnumerable<string> expected)
    {
        string text = await engine.Client.TextAsync(new ClickHouseQuery($"SELECT {select} FROM {tables.Database}.{table}") { Format = "TabSeparatedRaw" }, Token);
        string[] actual = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] wanted = [.. expected];
        Array.Sort(actual, StringComparer.Ordinal);
        Array.Sort(wanted, StringComparer.Ordinal);
        Assert.NotEmpty(wanted);
        Assert.Equal(wanted, actual);
    }
}
