// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Delivery;
using OtlpGateway.ClickHouse.Schema;
using OtlpGateway.ClickHouse.Tests.Embedded;
using OtlpGateway.ClickHouse.Tests.Processes;
using OtlpGateway.ClickHouse.Tests.Rows;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Delivery;

public sealed class SignalWriterTests(EngineFixture engine) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_SameRangeAgain_AddsNothingAnywhere()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;
        Claim claim = new(new LedgerPartition(tables.Traces, "g", "t", 0), 0, 10, TimeProvider.System.GetUtcNow(), false);
        for (int i = 0; i < 3; i++)
        {
            await writer.WriteAsync(LogOfSpans.Read(0, 10), claim, Token);
        }

        // Another range with the very same spans is another thing.
        await writer.WriteAsync(LogOfSpans.Read(0, 10), claim with { Start = 10, End = 20 }, Token);
        Assert.Equal(800, await CountAsync(tables, "otel_traces"));
        Assert.Equal(800, await CountAsync(tables, "otel_traces_trace_id_ts"));
    }

    [Fact]
    public async Task WriteAsync_DeadLettersOfARange_AreStoredOnceAndDecidedByTheClaimsTime()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;

        // Claimed long before the spans say they happened, as if this were a replay much later.
        DateTimeOffset claimedAt = DateTimeOffset.FromUnixTimeSeconds(1_750_000_000) - TimeSpan.FromDays(2);
        Claim claim = new(new LedgerPartition(tables.Traces, "g", "t", 7), 0, 10, claimedAt, false);
        WriteResult first = await writer.WriteAsync(LogOfSpans.Read(0, 10), claim, Token);
        WriteResult second = await writer.WriteAsync(LogOfSpans.Read(0, 10), claim, Token);
        Assert.Equal(400, first.DeadLetterCount);
        Assert.Equal(400, second.DeadLetterCount);
        Assert.Equal(0, await CountAsync(tables, "otel_traces"));
        Assert.Equal(
            "400\tbad_event_time\ttraces\tt\t7\t0\t10\tshop\n",
            await engine.Client.TextAsync(
                $"SELECT count(), any(Reason), any(Signal), any(Topic), any(Partition), any(StartOffset), any(EndOffset), any(ServiceName) FROM {tables.Database}.otlpgateway_dead_letters",
                Token));
    }

    [Fact]
    public async Task WriteAsync_RequestWithAndWithoutToken_OnceOrEachTime()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;
        await writer.WriteAsync(LogOfSpans.Read(0, 1), "same", Token);
        await writer.WriteAsync(LogOfSpans.Read(0, 1), "same", Token);
        Assert.Equal(40, await CountAsync(tables, "otel_traces"));
        await writer.WriteAsync(LogOfSpans.Read(0, 1), (string?)null, Token);
        await writer.WriteAsync(LogOfSpans.Read(0, 1), (string?)null, Token);
        Assert.Equal(120, await CountAsync(tables, "otel_traces"));
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnce_AllAreStored()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => writer.WriteAsync(LogOfSpans.Read(i, i + 1), $"r{i}", Token)));
        Assert.Equal(480, await CountAsync(tables, "otel_traces"));
        Assert.Equal("480\n", await engine.Client.TextAsync($"SELECT uniqExact(SpanId, SpanAttributes['offset']) FROM {tables.Database}.otel_traces", Token));
    }

    [Fact]
    public async Task WriteAsync_TableIsGone_ThrowsItsNumberAndRecovers()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;
        await engine.Client.ExecuteAsync(new ClickHouseQuery($"RENAME TABLE {tables.Database}.otel_traces TO {tables.Database}.away"), Token);
        ClickHouseException failure = await Assert.ThrowsAsync<ClickHouseException>(() => writer.WriteAsync(LogOfSpans.Read(0, 1), "r", Token));
        Assert.Equal(ClickHouseErrorCode.UnknownTable, failure.Code);
        Assert.True(ClickHouseErrorCode.IsTemporary(failure.Code));
        await engine.Client.ExecuteAsync(new ClickHouseQuery($"RENAME TABLE {tables.Database}.away TO {tables.Database}.otel_traces"), Token);
        await writer.WriteAsync(LogOfSpans.Read(0, 1), "r", Token);
        Assert.Equal(40, await CountAsync(tables, "otel_traces"));
    }

    [Fact]
    public async Task WriteAsync_HalfWrittenThenAgainWithOtherLimits_EverySpanIsSomewhereOnce()
    {
        (SchemaTables tables, SignalWriter writer) = await NewAsync();
        using SignalWriter _ = writer;
        const ulong Time = 1_750_000_000_000_000_000;
        byte[] range = LargeResource.Traces(260, 1_000_000, Time, 2);
        Claim claim = new(new LedgerPartition(tables.Traces, "g", "t", 0), 0, 10, DateTimeOffset.FromUnixTimeSeconds(1_750_000_000), false);

        // Half of the spans are too far ahead for the first writer, which ends when it has written the first of three chunks.
        EndingClient ending = new(engine.Client, inserts: 2);
        EventTimeRule strict = new(EventTimeRule.Default.Earliest, TimeSpan.FromMinutes(1));
        using SignalWriter first = new(ending, tables, Signal.Traces, strict, TimeProvider.System, _slots, new NoObserver());
        await Assert.ThrowsAsync<ClickHouseException>(() => first.WriteAsync(range, claim, Token));
        long stored = await CountAsync(tables, "otel_traces");
        long aside = await CountAsync(tables, "otlpgateway_dead_letters");
        Assert.InRange(stored, 40, 60);
        Assert.InRange(aside, stored - 1, stored + 1);

        // The next one takes them all, twice: what the first chunk stored and put aside stays as it is.
        await writer.WriteAsync(range, claim, Token);
        await writer.WriteAsync(range, claim, Token);
        Assert.Equal(aside, await CountAsync(tables, "otlpgateway_dead_letters"));
        Assert.Equal(260 - aside, await CountAsync(tables, "otel_traces"));
        Assert.Equal($"{260 - aside}\n", await engine.Client.TextAsync($"SELECT uniqExact(TraceId) FROM {tables.Database}.otel_traces", Token));
        Assert.Equal(260 - aside, await CountAsync(tables, "otel_traces_trace_id_ts"));
    }

    public void Dispose() => _slots.Dispose();

    private async Task<(SchemaTables Tables, SignalWriter Writer)> NewAsync()
    {
        SchemaTables tables = new() { Database = await engine.CreateDatabaseAsync(Token) };
        _ = await new SchemaMigrator(engine.Client, tables, TimeSpan.Zero).MigrateAsync([Signal.Traces], Token);
        return (tables, new SignalWriter(engine.Client, tables, Signal.Traces, EventTimeRule.Default, TimeProvider.System, _slots, new NoObserver()));
    }

    private async Task<long> CountAsync(SchemaTables tables, string table) =>
        long.Parse(await engine.Client.TextAsync($"SELECT count() FROM {tables.Database}.{table}", Token), System.Globalization.CultureInfo.InvariantCulture);
}
