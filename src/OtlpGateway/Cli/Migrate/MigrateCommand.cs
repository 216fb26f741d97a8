// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Cli.Migrate;

/// <summary><c>migrate</c>: shows what the configuration's tables and topics lack, and adds it.</summary>
internal static class MigrateCommand
{
    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        MigrateOptions options = new();
        Command command = new(
            "migrate",
            "Show what the configuration's ClickHouse tables and Kafka topics lack, and add it. No row is removed, but by a shorter ttl. No gateway may run on an embedded store.");
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            LoadedConfig loaded = new GatewayLoader(registry).Load(shared.Input(result));
            InvocationConfiguration invocation = result.InvocationConfiguration;
            if (loaded.Diagnostics.HasErrors)
            {
                ErrorText.Write(invocation.Error, loaded.Diagnostics);
                return 1;
            }

            MigrateRun run = new(options, result, loaded.Config, invocation);
            return await run.RunAsync(cancellationToken);
        });
        return command;
    }
}
