// SPDX-License-Identifier: Apache-2.0

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
}
