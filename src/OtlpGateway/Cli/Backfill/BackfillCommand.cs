// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;

namespace OtlpGateway.Cli.Backfill;

/// <summary><c>backfill</c>: replays a range of the log into the tables; what the ledger has as done is skipped.</summary>
internal static class BackfillCommand
{
    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        BackfillOptions options = new();
        Command command = new(
            "backfill",
            "Replay a range of a topic into the tables of a pipeline's clickhouse exporter. What is stored already is skipped. On an embedded log or store no gateway may run; on Kafka and a server it may.");
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            ReplayReceiverFactory receivers = new();
            LoadedConfig loaded = new GatewayLoader(WithReplay(registry, receivers)).Load(shared.Input(result));
            InvocationConfiguration invocation = result.InvocationConfiguration;
            if (loaded.Diagnostics.HasErrors)
            {
                ErrorText.Write(invocation.Error, loaded.Diagnostics);
                return 1;
            }

            try
            {
                return await new BackfillRun(options, result, receivers, invocation).RunAsync(loaded, cancellationToken);
            }
            catch (Exception failure) when (failure is ReplayException or ComponentStartException)
            {
                ErrorText.Write(invocation.Error, failure.Message);
                return 1;
            }
        });
        return command;
    }

    private static ComponentRegistry WithReplay(ComponentRegistry registry, ReplayReceiverFactory receivers)
    {
        ComponentRegistry replay = new();
        foreach (ComponentFactory factory in registry.Factories)
        {
            replay.Add(factory is KafkaReceiverFactory ? receivers : factory);
        }

        return replay;
    }
}
