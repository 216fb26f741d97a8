// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Google.Protobuf;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

/// <summary>What the exporter does on the engine in its process and on a server alike.</summary>
public abstract class ClickHouseExporterContract(StoreFixture store) : IDisposable
{
    private static readonly LogPartition Partition = new("group", "spans", 2);

    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly HealthBoard _health = new(TimeProvider.System);
    private readonly string _database = store.NewDatabaseName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ConsumeAsync_ClaimedRange_IsStoredMarkedAndNotStoredAgain()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        Assert.Null((await exporter.ResumeAsync(Partition, Token)).NextOffset);
        LogRange range = new(Partition, 0, 5);
        RangeClaim claim = await exporter.ClaimAsync(range, Token);
        Assert.Equal((OutcomeKind.Accepted, 5L, false), (claim.Outcome.Kind, claim.End, claim.Done));
        using TelemetryBatch batch = Batch(10, range);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal(10, await CountAsync());
        RangeResume resume = await exporter.ResumeAsync(Partition, Token);
        Assert.Equal((5L, null), (resume.NextOffset, resume.PendingEnd));
        Assert.True((await exporter.ClaimAsync(range, Token)).Done);
        Assert.Equal(10, _settings.Metrics.Sum("otlpgateway_clickhouse_inserted_rows", "table=otel_traces"));
        Assert.Equal(1, _settings.Metrics.Count("otlpgateway_clickhouse_insert_duration_seconds", "table=otel_traces"));
    }

    [Fact]
    public async Task ConsumeAsync_AnotherExporterTakesOver_TheFirstClaimCounts()
    {
        await using ClickHouseExporter first = await StartAsync();
        await using ClickHouseExporter second = await StartAsync();
        Assert.Equal(5, (await first.ClaimAsync(new LogRange(Partition, 0, 5), Token)).End);
        Assert.Equal((0L, 5L), Pending(await second.ResumeAsync(Partition, Token)));
        Assert.Equal(5, (await second.ClaimAsync(new LogRange(Partition, 0, 9), Token)).End);
        using TelemetryBatch batch = Batch(10, new LogRange(Partition, 0, 5));
        Assert.Equal(Outcome.Accepted, await second.ConsumeAsync(batch, Token));

        // The first one, slow, comes after all.
        Assert.Equal(Outcome.Accepted, await first.ConsumeAsync(batch, Token));
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task RejectAsync_ClaimedRange_StaysOpenAndIsStoredWhenItIsAccepted()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        LogRange range = new(Partition, 0, 5);
        _ = await exporter.ClaimAsync(range, Token);
        Assert.Equal(Outcome.Accepted, await exporter.RejectAsync(range, "values do not fit", Token));
        Assert.Equal(RangePlaceKind.Pending, (await exporter.LookAsync(Partition, 3, Token)).Kind);

        await using ClickHouseExporter again = await StartAsync();
        Assert.Equal((0L, 5L), Pending(await again.ResumeAsync(Partition, Token)));
        using TelemetryBatch batch = Batch(10, range);
        Assert.Equal(Outcome.Accepted, await again.ConsumeAsync(batch, Token));
        Assert.Equal(Outcome.Accepted, await again.RejectAsync(range, "late", Token));
        Assert.Equal(RangePlaceKind.Done, (await again.LookAsync(Partition, 3, Token)).Kind);
        Assert.Equal(10, await CountAsync());
    }

    [Fact]
    public async Task ConsumeAsync_RangeThatDisagreesWithTheLedger_IsStoredAndCounted()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        _ = await exporter.ClaimAsync(new LogRange(Partition, 0, 5), Token);
        using TelemetryBatch batch = Batch(4, new LogRange(Partition, 0, 9));
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal(4, await CountAsync());
        Assert.Equal(1, _settings.Metrics.Sum("otlpgateway_clickhouse_unclaimed_ranges"));
        Assert.Equal((0L, 5L), Pending(await exporter.ResumeAsync(Partition, Token)));
    }

    [Fact]
    public async Task ConsumeAsync_DirectBatches_TheSameRequestOnce()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        using TelemetryBatch first = Batch(3, null, [7]);
        using TelemetryBatch retried = Batch(3, null, [7]);
        using TelemetryBatch otherHalf = Batch(5, null, [7]);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(first, Token));
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(retried, Token));
        Assert.Equal(3, await CountAsync());

        // A processor split one request in two: its halves have the hash in common and are not each other's copies.
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(otherHalf, Token));
        Assert.Equal(8, await CountAsync());
    }

    [Fact]
    public async Task ConsumeAsync_ImpossibleTimes_ArePartlyAcceptedAndCounted()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        using TelemetryBatch batch = Batch(3, null, [], badTimes: 2);
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        Assert.Equal((OutcomeKind.PartlyAccepted, 2, Reasons.BadEventTime), (outcome.Kind, outcome.RejectedItems, outcome.Reason));
        Assert.True(outcome.IsRestKept);
        Assert.Equal(3, await CountAsync());
        Assert.Equal(2, _settings.Metrics.Sum("otlpgateway_clickhouse_dead_letters", "reason=bad_event_time"));
        Assert.Equal("2\n", await QueryAsync("SELECT count() FROM otlpgateway_dead_letters"));
    }

    [Fact]
    public async Task ConsumeAsync_TableGone_IsToBeRetriedAndWorksAgain()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        IClickHouseClient client = await store.ClientAsync(Token);
        await client.ExecuteAsync(new ClickHouseQuery($"RENAME TABLE {_database}.otel_traces TO {_database}.away"), Token);
        LogRange range = new(Partition, 0, 5);
        _ = await exporter.ClaimAsync(range, Token);
        using TelemetryBatch batch = Batch(3, range);
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Contains("Code: 60", outcome.Message, StringComparison.Ordinal);
        await client.ExecuteAsync(new ClickHouseQuery($"RENAME TABLE {_database}.away TO {_database}.otel_traces"), Token);
        Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task ConsumeAsync_Cancelled_SaysSo()
    {
        await using ClickHouseExporter exporter = await StartAsync();
        using TelemetryBatch batch = Batch(3, new LogRange(Partition, 0, 5));
        Assert.Equal(OutcomeKind.Cancelled, (await exporter.ConsumeAsync(batch, new CancellationToken(true))).Kind);
        Assert.Equal(OutcomeKind.Cancelled, (await exporter.ClaimAsync(new LogRange(Partition, 0, 5), new CancellationToken(true))).Outcome.Kind);
        Assert.Equal(OutcomeKind.Cancelled, (await exporter.ResumeAsync(Partition, new CancellationToken(true))).Outcome.Kind);
    }

    [Fact]
    public async Task StartAsync_TableWithoutWindow_SaysThatExactlyOnceIsOff()
    {
        await (await StartAsync()).DisposeAsync();
        IClickHouseClient client = await store.ClientAsync(Token);
        await client.ExecuteAsync(new ClickHouseQuery($"ALTER TABLE {_database}.otel_traces MODIFY SETTING non_replicated_deduplication_window = 0"), Token);
        await using ClickHouseExporter exporter = Make(Options(createSchema: false));
        await exporter.StartAsync(Token);
        Assert.False(_health.IsReady);
        Assert.Contains("otel_traces", Assert.Single(_health.Entries.Values).Message, StringComparison.Ordinal);
        await exporter.StopAsync(Token);

        // With create_schema it is put right.
        await using ClickHouseExporter repaired = await StartAsync();
        Assert.True(_health.IsReady);
    }

    [Fact]
    public async Task StopAsync_TwiceOrWithoutStart_IsHarmless()
    {
        ClickHouseExporter never = Make(Options(createSchema: true));
        await never.StopAsync(Token);
        ClickHouseExporter started = await StartAsync();
        await started.StopAsync(Token);
        await started.StopAsync(Token);
        await started.DisposeAsync();
    }

    public void Dispose()
    {
        _settings.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static CancellationToken Cancelled => Token;

    protected StoreFixture Store => store;

    private protected HealthBoard Health => _health;

    private protected virtual ClickHouseOptions Options(bool createSchema) => new()
    {
        Endpoint = "chdb://" + store.StoreDirectory,
        Database = _database,
        CreateSchema = createSchema,
    };

    private static (long?, long?) Pending(RangeResume resume) => (resume.NextOffset, resume.PendingEnd);

    private protected static TelemetryBatch Batch(int spans, LogRange? range, UInt128[]? hashes = null, int badTimes = 0)
    {
        ScopeSpans scope = new();
        for (int i = 0; i < spans + badTimes; i++)
        {
            scope.Spans.Add(new Span { Name = "s" + i, StartTimeUnixNano = i < spans ? 1_750_000_000_000_000_000UL : 12 });
        }

        ExportTraceServiceRequest request = new() { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } };
        return TelemetryBatch.Create(Signal.Traces, PooledBuffer.CopyOf(request.ToByteArray()), spans + badTimes, ClientContext.None, hashes, range);
    }

    private protected ClickHouseExporter Make(ClickHouseOptions options, Signal signal = Signal.Traces, TestSettings? settings = null) =>
        new((settings ?? _settings).For("clickhouse"), options, signal, store.Engines, _health);

    private protected async Task<ClickHouseExporter> StartAsync()
    {
        _ = await store.ClientAsync(Token);
        ClickHouseExporter exporter = Make(Options(createSchema: true));
        await exporter.StartAsync(Token);
        return exporter;
    }

    private protected async Task<long> CountAsync() => long.Parse(await QueryAsync("SELECT count() FROM otel_traces"), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> QueryAsync(string sql)
    {
        using MemoryStream output = new();
        _ = await (await store.ClientAsync(Token)).QueryAsync(new ClickHouseQuery(sql) { Database = _database }, output, Token);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
