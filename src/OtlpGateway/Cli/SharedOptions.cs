// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Cli;

/// <summary>The options that name the configuration; every command takes them.</summary>
internal sealed class SharedOptions
{
    public Option<string[]> Config { get; } = new("--config")
    {
        Description = "Configuration: a path, file:PATH, env:NAME or yaml:TEXT. Repeat it to merge several; later ones win.",
        HelpName = "FILE",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Sets one value over the configuration, for example --set processors.batch.timeout=2s. Can be repeated.",
        HelpName = "KEY=VALUE",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
    };

    public Option<string[]> FeatureGates { get; } = new("--feature-gates")
    {
        Description = "The Collector's feature gates, as a,-b,+c: accepted, without effect.",
        HelpName = "GATES",
        Recursive = true,
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(RootCommand root)
    {
        root.Options.Add(Config);
        root.Options.Add(Set);
        root.Options.Add(FeatureGates);
    }

    public ConfigInput Input(ParseResult result) => new()
    {
        Sources = result.GetValue(Config) ?? [],
        Overrides = result.GetValue(Set) ?? [],
    };
}
