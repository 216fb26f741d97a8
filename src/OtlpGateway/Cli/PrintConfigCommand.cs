// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Text;
using System.Text.Json;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Cli;

/// <summary><c>print-config</c>: the configuration in force, merged, expanded, with defaults.</summary>
internal static class PrintConfigCommand
{
    public static Command Create(SharedOptions shared, ComponentRegistry registry)
    {
        Option<string> format = new("--format") { Description = "yaml or json.", DefaultValueFactory = _ => "yaml" };
        format.AcceptOnlyFromAmong("yaml", "json");
        Option<string> mode = new("--mode") { Description = "redacted or unredacted: whether secrets are shown.", DefaultValueFactory = _ => "redacted" };
        mode.AcceptOnlyFromAmong("redacted", "unredacted");
        Option<bool> validate = new("--validate") { Description = "Refuse a configuration with errors; false prints what could be read of it.", DefaultValueFactory = _ => true };
        Command command = new("print-config", "Print the configuration after merging and expansion, with defaults.")
        {
            format, mode, validate,
        };
        command.Aliases.Add("print-initial-config");
        command.SetAction(async (result, _) =>
        {
            bool validating = result.GetValue(validate);
            LoadedConfig loaded = validating
                ? await ValidateCommand.LoadAsync(shared, registry, result)
                : new GatewayLoader(registry).Load(shared.Input(result));
            if (validating && loaded.Diagnostics.HasErrors)
            {
                ErrorText.Write(result.InvocationConfiguration.Error, loaded.Diagnostics);
                return 1;
            }

            ConfigMap tree = GatewayConfigWriter.Write(loaded.Config, redact: result.GetValue(mode) == "redacted");
            Print(tree, result.GetValue(format) == "json", result.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static void Print(ConfigMap tree, bool json, TextWriter output)
    {
        if (!json)
        {
            ConfigYaml.Write(tree, output);
            return;
        }

        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true }))
        {
            ConfigJson.Write(tree, writer);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
