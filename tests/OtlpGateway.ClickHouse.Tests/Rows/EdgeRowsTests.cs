// SPDX-License-Identifier: Apache-2.0

using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Resource.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Rows;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Delivery;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Rows;

/// <summary>What random requests do not have: ill-formed text, odd wire forms, impossible times, sizes.</summary>
public sealed class EdgeRowsTests(EngineFixture engine)
{
    private const ulong GoodTime = 1_750_000_000_000_000_000;
    private const string Marker = "@@";

    private static readonly EventTimeLimits Limits =
        EventTimeLimits.Around(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), EventTimeRule.Default.Earliest, EventTimeRule.Default.MaxAhead);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fill_IllFormedUtf8Anywhere_BecomesReplacementCharacters()
    {
        ExportTraceServiceRequest request = OneSpan(span =>
        {
            span.Name = Marker;
            span.TraceState = Marker;
            span.Attributes.Add(Text("key" + Marker, "value" + Marker));
            span.Attributes.Add(Text("good", "käse"));
            span.Attributes.Add(new KeyValue { Key = "list", Value = new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { StringValue = Marker } } } } });
        });
        request.ResourceSpans[0].Resource = new Resource { Attributes = { Text("service.name", Marker) } };
        byte[] bytes = request.ToByteArray();

        // A lead byte with a bracket behind it, which is no continuation byte.
        for (int at = bytes.AsSpan().IndexOf("@@"u8); at >= 0; at = bytes.AsSpan().IndexOf("@@"u8))
        {
            bytes[at] = 0xC3;
            bytes[at + 1] = (byte)'(';
        }

        SchemaTables tables = await StoreAsync(Signal.Traces, bytes);
        string row = await engine.Client.TextAsync(
            $"SELECT SpanName, TraceState, ServiceName, ResourceAttributes['service.name'], SpanAttributes['key\uFFFD('], SpanAttributes['good'], SpanAttributes['list'], isValidUTF8(toString(SpanAttributes)) FROM {tables.Database}.otel_traces FORMAT TabSeparatedRaw",
            Token);
        Assert.Equal("\uFFFD(\t\uFFFD(\t\uFFFD(\t\uFFFD(\tvalue\uFFFD(\tkäse\t[\"\uFFFD(\"]\t1\n", row);
    }

    [Fact]
    public async Task Fill_FieldsInAnyOrderAndTwice_AreReadAsProtobufMergesThem()
    {
        // Scopes before their resource, the resource in two pieces, the status in two pieces, a value replaced.
        byte[] span =
        [
            .. OneSpan(span => span.Status = new Status { Message = "first" }).ResourceSpans[0].ScopeSpans[0].Spans[0].ToByteArray(),
            .. new Span { Name = "last", Status = new Status { Code = Status.Types.StatusCode.Error } }.ToByteArray(),
        ];
        byte[] scope = [.. Field(2, span), .. Field(1, new InstrumentationScope { Name = "late" }.ToByteArray())];
        byte[] resource =
        [
            .. Field(2, scope),
            .. Field(1, new Resource { Attributes = { Text("a", "1"), Text("service.name", "early") } }.ToByteArray()),
            .. Field(1, new Resource { Attributes = { Text("b", "2"), Text("service.name", "shop") } }.ToByteArray()),
        ];
        byte[] request = Field(1, resource);
        ExportTraceServiceRequest oracle = ExportTraceServiceRequest.Parser.ParseFrom(request);
        SchemaTables tables = await StoreAsync(Signal.Traces, request);
        string row = await engine.Client.TextAsync(
            new ClickHouseQuery($"SELECT {TraceTable.TraceSelect} FROM {tables.Database}.otel_traces") { Format = "TabSeparatedRaw" }, Token);
        Assert.Equal(Assert.Single(TraceTable.Rows(oracle)) + "\n", row);
    }

    [Fact]
    public async Task Fill_HugeValue_IsStoredWhole()
    {
        string body = new('b', 30_000_000);
        ExportLogsServiceRequest request = new()
        {
            ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { new LogRecord { TimeUnixNano = GoodTime, Body = new AnyValue { StringValue = body } } } } } } },
        };
        SchemaTables tables = await StoreAsync(Signal.Logs, request.ToByteArray());
        Assert.Equal("30000000\n", await engine.Client.TextAsync($"SELECT length(Body) FROM {tables.Database}.otel_logs", Token));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(946_684_799_999_999_999UL)]
    [InlineData(1_767_312_000_000_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void Fill_ImpossibleTime_IsADeadLetterThatParses(ulong time)
    {
        ExportTraceServiceRequest request = OneSpan(_ => { });
        request.ResourceSpans[0].Resource = new Resource { Attributes = { Text("service.name", "shop") } };
        request.ResourceSpans[0].SchemaUrl = "resource-schema";
        request.ResourceSpans[0].ScopeSpans[0].Scope = new InstrumentationScope { Name = "scope" };
        Span bad = request.ResourceSpans[0].ScopeSpans[0].Spans[0].Clone();
        bad.StartTimeUnixNano = time;
        request.ResourceSpans[0].ScopeSpans[0].Spans.Add(bad);
        using TraceRows rows = new();
        Assert.Equal(-1, rows.Fill(request.ToByteArray(), 0, Limits));
        Assert.Equal(1, rows.Blocks[0].RowCount);
        Assert.Equal(1, rows.DeadLetters.CountByReason[DeadLetterReasons.BadEventTime]);
        request.ResourceSpans[0].ScopeSpans[0].Spans.RemoveAt(0);
        Assert.Equal(request, ExportTraceServiceRequest.Parser.ParseFrom(LastColumn(rows)));
    }

    [Fact]
    public async Task Fill_LogRecordWithoutAnyTime_IsDatedWhenItWasReceived()
    {
        LogRecord[] records = [new(), new() { ObservedTimeUnixNano = GoodTime }, new() { TimeUnixNano = GoodTime + 1, ObservedTimeUnixNano = 5 }];
        ExportLogsServiceRequest request = new() { ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { records } } } } } };
        using LogRows rows = new();

        Assert.Equal(-1, rows.Fill(request.ToByteArray(), 0, Limits));

        Assert.Equal(0, rows.DeadLetters.RowCount);
        SchemaTables tables = await StoreAsync(Signal.Logs, request.ToByteArray());
        Assert.Equal(
            "2025-06-15 15:06:40.000000000\n2025-06-15 15:06:40.000000001\nnow\n",
            await engine.Client.TextAsync($"SELECT if(abs(dateDiff('second', Timestamp, now())) < 600, 'now', toString(Timestamp)) FROM {tables.Database}.otel_logs ORDER BY Timestamp", Token));
    }

    [Theory]
    [InlineData(946_684_800_000_000_000UL)]
    [InlineData(1_767_312_000_000_000_000UL)]
    public void Fill_TimeAtTheLimit_IsARow(ulong time)
    {
        using TraceRows rows = new();
        Assert.Equal(-1, rows.Fill(OneSpan(span => span.StartTimeUnixNano = time).ToByteArray(), 0, Limits));
        Assert.Equal(1, rows.Blocks[0].RowCount);
        Assert.Equal(0, rows.DeadLetters.RowCount);
    }

    [Fact]
    public void Fill_OnePointOfAMetricHasAnImpossibleTime_OnlyThatPointIsPutAside()
    {
        Metric metric = new()
        {
            Name = "m",
            Unit = "s",
            Sum = new Sum
            {
                IsMonotonic = true,
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints = { new NumberDataPoint { TimeUnixNano = GoodTime, AsInt = 1 }, new NumberDataPoint { TimeUnixNano = 5, AsInt = 2 } },
            },
        };
        ExportMetricsServiceRequest request = new() { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics { Metrics = { metric } } } } } };
        using MetricRows rows = new();
        Assert.Equal(-1, rows.Fill(request.ToByteArray(), 0, Limits));
        Assert.Equal(1, rows.Sum.RowCount);
        Assert.Equal(1, rows.DeadLetters.RowCount);
        Metric put = ExportMetricsServiceRequest.Parser.ParseFrom(LastColumn(rows)).ResourceMetrics[0].ScopeMetrics[0].Metrics[0];
        metric.Sum.DataPoints.RemoveAt(0);
        Assert.Equal(metric, put);
    }

    [Fact]
    public void Fill_MalformedItem_LeavesItsNeighboursAndIsPutAside()
    {
        byte[] good = OneSpan(_ => { }).ResourceSpans[0].ScopeSpans[0].Spans[0].ToByteArray();
        byte[][] malformed =
        [
            [.. good, 0x4A, 0x05, 0x0A],
            [.. good, .. Field(9, [0x0A, 0x7F])],
            [.. good, .. Field(9, [.. Field(1, "k"u8.ToArray()), .. Field(2, [0x0A, 0x20, 0x41])])],
            [.. good, .. Field(11, [0x09, 0x01])],
            [.. good, .. Field(13, Field(4, [0x12, 0x09]))],
            [.. good, .. Field(15, [0x12, 0x09])],
            [.. good, 0x02, 0x00],
        ];
        foreach (byte[] bad in malformed)
        {
            byte[] scope = [.. Field(2, good), .. Field(2, bad), .. Field(2, good)];
            using TraceRows rows = new();
            Assert.Equal(-1, rows.Fill(Field(1, Field(2, scope)), 0, Limits));
            Assert.Equal(2, rows.Blocks[0].RowCount);
            Assert.Equal(1, rows.DeadLetters.CountByReason[DeadLetterReasons.Malformed]);
        }
    }

    [Fact]
    public void Fill_TruncatedRequest_KeepsWhatCanBeReadAndTheRawRequest()
    {
        byte[] request = OneSpan(_ => { }).ToByteArray();
        byte[] truncated = [.. request, 0x0A, 0x50, 0x01];
        using TraceRows rows = new();
        Assert.Equal(-1, rows.Fill(truncated, 0, Limits));
        Assert.Equal(1, rows.Blocks[0].RowCount);
        Assert.Equal(1, rows.DeadLetters.RowCount);
        Assert.Equal(truncated, LastColumn(rows));
    }

    [Fact]
    public void Fill_ResourceThatWouldBeCopiedIntoEveryRow_StaysInBounds()
    {
        // 100 KB of resource and 4,000 spans: 400 MB of columns from a request of a quarter of a megabyte.
        byte[] request = LargeResource.Traces(4000, 100_000, GoodTime, 0);
        List<int> cuts = Cuts(request, Limits, rows => Assert.InRange(rows.Blocks[0].ByteCount, 1, ChunkMeter.MaxWeight + 110_000));

        // Frozen: what was half written by an older version is cut there.
        Assert.Equal([1006, 2012, 3018, -1], cuts);
    }

    [Fact]
    public void Fill_OtherTimeLimits_CutsAtTheSameItems()
    {
        byte[] request = LargeResource.Traces(300, 1_000_000, GoodTime, 2);
        List<int> all = Cuts(request, new EventTimeLimits(0, ulong.MaxValue), _ => { });
        List<int> half = Cuts(request, new EventTimeLimits(0, GoodTime), rows => Assert.NotEqual(0, rows.DeadLetters.RowCount));
        List<int> none = Cuts(request, new EventTimeLimits(0, 1), rows => Assert.Equal(0, rows.Blocks[0].RowCount));
        Assert.Equal(3, all.Count);
        Assert.Equal(all, half);
        Assert.Equal(all, none);
    }

    private static List<int> Cuts(byte[] request, EventTimeLimits limits, Action<TraceRows> check)
    {
        using TraceRows rows = new();
        List<int> cuts = [];
        int done = 0;
        for (int next = 0; next >= 0;)
        {
            rows.Clear();
            next = rows.Fill(request, next, limits);
            done += rows.Blocks[0].RowCount + rows.DeadLetters.RowCount;
            Assert.Equal(next < 0 ? LargeResource.CountSpans(request) : next, done);
            check(rows);
            cuts.Add(next);
        }

        return cuts;
    }

    [Fact]
    public void Fill_UsedAgain_AllocatesNothingPerItem()
    {
        byte[] small = Repeated(100);
        byte[] large = Repeated(2000);
        using TraceRows rows = new();
        long forSmall = AllocatedBy(rows, small);
        long forLarge = AllocatedBy(rows, large);
        Assert.Equal((0, 0), (forSmall, forLarge));
    }

    private static long AllocatedBy(TraceRows rows, byte[] request)
    {
        for (int i = 0; i < 3; i++)
        {
            rows.Clear();
            Assert.Equal(-1, rows.Fill(request, 0, Limits));
            rows.Blocks[0].Seal();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        rows.Clear();
        _ = rows.Fill(request, 0, Limits);
        rows.Blocks[0].Seal();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Repeated(int spans)
    {
        ExportTraceServiceRequest request = OneSpan(span =>
        {
            span.Attributes.Add(Text("k", "v"));
            span.Attributes.Add(new KeyValue { Key = "n", Value = new AnyValue { IntValue = 123456 } });
            span.Events.Add(new Span.Types.Event { Name = "e", Attributes = { Text("x", "y") } });
        });
        Span span = request.ResourceSpans[0].ScopeSpans[0].Spans[0];
        for (int i = 1; i < spans; i++)
        {
            request.ResourceSpans[0].ScopeSpans[0].Spans.Add(span);
        }

        return request.ToByteArray();
    }

    private static ExportTraceServiceRequest OneSpan(Action<Span> change)
    {
        Span span = new() { Name = "span", StartTimeUnixNano = GoodTime, EndTimeUnixNano = GoodTime + 1, TraceId = ByteString.CopyFrom(new byte[16].Select((_, i) => (byte)(i + 1)).ToArray()) };
        change(span);
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { span } } } } } };
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static byte[] Field(int number, byte[] content)
    {
        using MemoryStream stream = new();
        using CodedOutputStream output = new(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    /// <summary>The one value of the dead letters' last column: a length and the request.</summary>
    private static byte[] LastColumn(RequestRows rows)
    {
        rows.DeadLetters.Seal();
        CodedInputStream input = new(rows.DeadLetters.Parts[^1].ToArray());
        return input.ReadBytes().ToByteArray();
    }

    private async Task<SchemaTables> StoreAsync(Signal signal, byte[] request)
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([signal], Token);
        using SemaphoreSlim slots = new(1);
        using SignalWriter writer = new(engine.Client, tables, signal, EventTimeRule.Default, TimeProvider.System, slots, new NoObserver());
        WriteResult result = await writer.WriteAsync(request, (string?)null, Token);
        Assert.Equal(0, result.DeadLetterCount);
        return tables;
    }
}
