// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.DependencyInjection;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.ClickHouse;

/// <summary>Registers <c>clickhouse</c>.</summary>
public sealed class ClickHouseFactory : ExporterFactory<ClickHouseOptions>
{
    private const int Mebibyte = 1 << 20;

    public override string Type => "clickhouse";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
    };

    protected override IExporter Create(ComponentSettings settings, ClickHouseOptions options, Signal signal)
    {
        ChdbEngines engines = settings.Services.GetRequiredService<ChdbEngines>();

        if (options.StoreDirectory is { } directory)
        {
            // Extensions start before exporters and may open the store first: it must know its size by then.
            engines.Configure(directory, new ChdbOptions
            {
                MaxMemoryBytes = (long)options.Embedded.MemoryLimitMib * Mebibyte,
                MaxConnections = options.Embedded.MaxConnections,
                MaxParallelInserts = options.Embedded.MaxParallelInserts,
            });
        }

        return new ClickHouseExporter(settings, options, signal, engines, settings.Services.GetService<HealthBoard>());
    }
}
