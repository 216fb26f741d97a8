// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.ClickHouse.Client;
using OtlpGateway.ClickHouse.Embedded;
using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Cli;

/// <summary><c>migrate</c>: brings the tables of every <c>clickhouse</c> exporter to the layout of this version.</summary>
internal static class MigrateCommand
{
    private static readonly Signal[] Signals = [Signal.Traces, Signal.Logs, Signal.Metrics];

    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        Command command = new("migrate", "Create or update the tables of the configuration's clickhouse exporters; no gateway may run on the store.");
        command.SetAction(async (result, cancellationToken) =>
        {
            LoadedConfig loaded = new GatewayLoader(registry).Load(shared.Input(result));
            InvocationConfiguration invocation = result.InvocationConfiguration;
            if (loaded.Diagnostics.HasErrors)
            {
                ErrorText.Write(invocation.Error, loaded.Diagnostics);
                return 1;
            }

            List<ComponentConfig> exporters = [.. loaded.Config.Components.Values.Where(component => component.Options is ClickHouseOptions)];
            if (exporters.Count == 0)
            {
                ErrorText.Write(invocation.Error, "the configuration has no clickhouse exporter");
                return 1;
            }

            return await MigrateAsync(exporters, invocation, cancellationToken);
        });
        return command;
    }

    private static async Task<int> MigrateAsync(List<ComponentConfig> exporters, InvocationConfiguration invocation, CancellationToken cancellationToken)
    {
        await using ChdbEngines engines = new(NullLoggerFactory.Instance);
        foreach (ComponentConfig exporter in exporters)
        {
            try
            {
                IReadOnlyList<string> done = await ClickHouseMigration.RunAsync((ClickHouseOptions)exporter.Options, Signals, engines, cancellationToken);
                foreach (string line in done)
                {
                    await invocation.Output.WriteLineAsync($"{exporter.Id}: {line}");
                }

                if (done.Count == 0)
                {
                    await invocation.Output.WriteLineAsync($"{exporter.Id}: up to date");
                }
            }
            catch (Exception failure) when (failure is ChdbStartException or ClickHouseException)
            {
                ErrorText.Write(invocation.Error, $"{exporter.Id}: {failure.Message}");
                return 1;
            }
        }

        return 0;
    }
}
