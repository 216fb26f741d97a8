// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using OtlpGateway.Hosting;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Cli;

/// <summary><c>components</c>: what this build contains, as YAML.</summary>
internal static class ComponentsCommand
{
    private static readonly string[] Providers = ["env", "file", "yaml"];

    public static Command Create(ComponentRegistry registry)
    {
        Command command = new("components", "List the components of this build.");
        command.SetAction(result => ConfigYaml.Write(Describe(registry), result.InvocationConfiguration.Output));
        return command;
    }

    internal static ConfigMap Describe(ComponentRegistry registry)
    {
        List<ConfigEntry> entries =
        [
            Entry("buildinfo", Map(
                Entry("command", Text(OwnResource.ServiceName)),
                Entry("description", Text("OTLP gateway")),
                Entry("version", Text(OwnResource.Version)))),
        ];
        foreach (ComponentKind kind in new[] { ComponentKind.Receiver, ComponentKind.Processor, ComponentKind.Exporter, ComponentKind.Connector, ComponentKind.Extension })
        {
            IEnumerable<ComponentFactory> factories = registry.Factories.Where(factory => factory.Kind == kind).OrderBy(factory => factory.Type, StringComparer.Ordinal);
            entries.Add(Entry($"{ComponentNames.Of(kind)}s", new ConfigList(default, [.. factories.Select(Describe)])));
        }

        entries.Add(Entry("providers", new ConfigList(default, [.. Providers.Select(scheme => Map(Entry("scheme", Text(scheme))))])));
        entries.Add(Entry("converters", new ConfigList(default, [])));
        return new ConfigMap(default, entries);
    }

    private static ConfigMap Describe(ComponentFactory factory) => Map(
        Entry("name", Text(factory.Type)),
        Entry("module", Text(factory.GetType().Assembly.GetName().Name!)),
        Entry("stability", Map(
            [.. factory.Signals.OrderBy(signal => signal.Key).Select(signal => Entry(ConfigNames.SnakeCase(signal.Key.ToString()), Text(signal.Value.ToString())))])));

    private static ConfigMap Map(params ConfigEntry[] entries) => new(default, entries);

    private static ConfigEntry Entry(string key, ConfigNode value) => new(key, default, value);

    private static ConfigScalar Text(string text) => new(default, text, ConfigScalarKind.String);
}
