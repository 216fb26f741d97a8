// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Cli.Backfill;
using OtlpGateway.Cli.Migrate;
using OtlpGateway.Composition;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Send;

namespace OtlpGateway.Cli;

/// <summary>The command line, as the Collector has it, with our own commands beside.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // An argument that begins with "@" is an argument, not a file of arguments.
            ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };
            ParseResult result = Create(GatewayComponents.CreateRegistry()).Parse(args, parsing);
            InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false };
            if (result.CommandResult.Command is RootCommand)
            {
                // Signals are the host's: a stop drains first, and the library's own handler would cut that short.
                invocation.ProcessTerminationTimeout = null;
            }

            return await result.InvokeAsync(invocation);
        }
        catch (Exception e)
        {
            ErrorText.Write(Console.Error, e.ToString());
            return 1;
        }
    }

    public static RootCommand Create(ComponentRegistry registry)
    {
        SharedOptions shared = new();
        RootCommand root = new("OTLP in, durable log, ClickHouse out: the OpenTelemetry Collector's configuration, one binary.");
        shared.AddTo(root);
        VersionOption version = root.Options.OfType<VersionOption>().Single();
        version.Aliases.Add("-v");
        version.Action = new VersionAction();
        RunCommand.Configure(root, shared, registry);
        root.Subcommands.Add(ValidateCommand.Create(shared, registry));
        root.Subcommands.Add(PrintConfigCommand.Create(shared, registry));
        root.Subcommands.Add(ComponentsCommand.Create(registry));
        root.Subcommands.Add(FeatureGateCommand.Create());
        root.Subcommands.Add(SendCommand.Create());
        root.Subcommands.Add(QueryCommand.Create(shared, registry));
        root.Subcommands.Add(MigrateCommand.Create(shared, registry));
        root.Subcommands.Add(BackfillCommand.Create(shared, registry));
        root.Subcommands.Add(GroupsCommand.Create(shared, registry));
        return root;
    }
}
