// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Hosting;

namespace OtlpGateway.Cli;

/// <summary><c>featuregate [ID]</c>: the Collector's gates and what they mean here.</summary>
internal static class FeatureGateCommand
{
    public static Command Create()
    {
        Argument<string?> id = new("id") { Description = "Only this gate.", Arity = ArgumentArity.ZeroOrOne };
        Command command = new("featuregate", "List the Collector's feature gates that are accepted.") { id };
        command.SetAction(result =>
        {
            string? wanted = result.GetValue(id);
            var gates = FeatureGates.Known.Where(gate => wanted is null || gate.Id == wanted).ToList();
            if (gates.Count == 0)
            {
                ErrorText.Write(result.InvocationConfiguration.Error, $"feature gate \"{wanted}\" is not known");
                return 1;
            }

            TextWriter output = result.InvocationConfiguration.Output;
            output.WriteLine($"{"ID",-40}{"Enabled",-10}{"Stage",-10}Description");
            foreach ((string gate, bool enabled, string description) in gates)
            {
                output.WriteLine($"{gate,-40}{(enabled ? "true" : "false"),-10}{"Fixed",-10}{description}");
            }

            return 0;
        });
        return command;
    }
}
