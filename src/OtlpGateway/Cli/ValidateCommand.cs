// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Cli;

/// <summary><c>validate</c>: everything that a start checks, without a start. Says nothing when all is well.</summary>
internal static class ValidateCommand
{
    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        Command command = new("validate", "Check the configuration without running it.");
        command.SetAction(async (result, _) =>
        {
            LoadedConfig loaded = await LoadAsync(shared, registry, result);
            if (loaded.Diagnostics.HasErrors)
            {
                ErrorText.Write(result.InvocationConfiguration.Error, loaded.Diagnostics);
                return 1;
            }

            return 0;
        });
        return command;
    }

    /// <summary>Loads the configuration and makes its components, as a start would.</summary>
    public static async Task<LoadedConfig> LoadAsync(SharedOptions shared, ComponentRegistry registry, ParseResult result)
    {
        LoadedConfig loaded = new GatewayLoader(registry).Load(shared.Input(result));
        if (!loaded.Diagnostics.HasErrors)
        {
            await using SharedServices services = new(NullLoggerFactory.Instance, TimeProvider.System);
            GatewayRun run = GatewayRun.Create(loaded, services, NullLoggerFactory.Instance, TimeProvider.System);
            await run.StopAsync(TimeSpan.Zero);
        }

        return loaded;
    }
}
