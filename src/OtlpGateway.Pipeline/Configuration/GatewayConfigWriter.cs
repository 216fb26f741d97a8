// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Writes a bound configuration as one tree, with the defaults of every component that it defines.</summary>
public static class GatewayConfigWriter
{
    public static ConfigMap Write(GatewayConfig config, bool redact)
    {
        List<ConfigEntry> entries = [];
        foreach (ComponentKind kind in Enum.GetValues<ComponentKind>())
        {
            ConfigEntry[] components =
            [
                .. config.Components.Values.Where(component => component.Kind == kind)
                    .Select(component => Entry(component.Id.ToString(), OptionsWriter.Write(component.Options, redact))),
            ];
            if (components.Length > 0)
            {
                entries.Add(Entry($"{ComponentNames.Of(kind)}s", new ConfigMap(default, components)));
            }
        }

        entries.Add(Entry("service", WriteService(config, redact)));
        return new ConfigMap(default, entries);
    }

    private static ConfigMap WriteService(GatewayConfig config, bool redact) => new(
        default,
        [
            Entry("telemetry", OptionsWriter.Write(config.Telemetry, redact)),
            Entry("streams", OptionsWriter.Write(config.Streams, redact)),
            Entry("dead_letters", OptionsWriter.Write(config.DeadLetters, redact)),
            Entry("extensions", Ids(config.Extensions)),
            Entry("pipelines", new ConfigMap(default, [.. config.Pipelines.Select(pipeline => Entry(pipeline.Id.ToString(), WritePipeline(pipeline)))])),
        ]);

    private static ConfigMap WritePipeline(PipelineConfig pipeline) => new(
        default,
        [
            Entry("receivers", Ids(pipeline.Receivers)),
            Entry("processors", Ids(pipeline.Processors)),
            Entry("exporters", Ids(pipeline.Exporters)),
        ]);

    private static ConfigList Ids(IReadOnlyList<ComponentReference> references) =>
        new(default, [.. references.Select(reference => new ConfigScalar(default, reference.Id.ToString(), ConfigScalarKind.String))]);

    private static ConfigEntry Entry(string key, ConfigNode value) => new(key, default, value);
}
