// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Cli;

/// <summary>The command line without a command: runs the gateway.</summary>
internal static class RunCommand
{
    public static void Configure(RootCommand root, SharedOptions shared, ComponentRegistry registry)
    {
        Option<bool> welcome = new("--welcome")
        {
            Description = "Print where to send OTLP and how to query, also where the output is not a terminal.",
        };
        root.Options.Add(welcome);
        root.SetAction(async (result, _) =>
        {
            using GatewayHost host = new(new HostSettings
            {
                Registry = registry,
                Input = shared.Input(result),
                Output = result.InvocationConfiguration.Output,
                Errors = result.InvocationConfiguration.Error,
                Welcome = result.GetValue(welcome) || !Console.IsOutputRedirected,
                FeatureGates = result.GetValue(shared.FeatureGates) ?? [],
            });
            return await host.RunAsync();
        });
    }
}
