// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Components;
using Xunit;

namespace OtlpGateway.Exporters.Tests.ClickHouse;

public sealed class EmbeddedExporterTests(StoreFixture store) : ClickHouseExporterContract(store)
{
    [Fact]
    public async Task StartAsync_NoTablesAndNoCreateSchema_SaysWhatToDo()
    {
        await using ClickHouseExporter exporter = Make(Options(createSchema: false));
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => exporter.StartAsync(Cancelled));
        Assert.Contains("otlp-gateway migrate", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_TablesWithJsonColumns_AreRefusedByName()
    {
        ClickHouseOptions options = Options(createSchema: true);
        IClickHouseClient client = await Store.ClientAsync(Cancelled);
        await client.ExecuteAsync(new ClickHouseQuery($"CREATE DATABASE IF NOT EXISTS {options.Database}"), Cancelled);
        await client.ExecuteAsync(
            new ClickHouseQuery($"CREATE TABLE {options.Database}.otel_traces (Timestamp DateTime64(9), TraceId String, SpanAttributes JSON) ENGINE = MergeTree ORDER BY Timestamp"), Cancelled);
        await using ClickHouseExporter exporter = Make(options);
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => exporter.StartAsync(Cancelled));
        Assert.Contains($"{options.Database}.otel_traces has columns that cannot be written (SpanAttributes JSON)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_LedgerOfAnEarlierVersion_SaysWhatToDo()
    {
        ClickHouseOptions options = Options(createSchema: true);
        await using (ClickHouseExporter first = Make(options))
        {
            await first.StartAsync(Cancelled);
        }

        IClickHouseClient client = await Store.ClientAsync(Cancelled);
        await client.ExecuteAsync(new ClickHouseQuery($"ALTER TABLE {options.Database}.otlpgateway_claims DROP COLUMN Number"), Cancelled);
        options.CreateSchema = false;
        await using ClickHouseExporter exporter = Make(options);
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(() => exporter.StartAsync(Cancelled));
        Assert.Contains("column Number of otlpgateway_claims", failure.Message, StringComparison.Ordinal);
    }
}
