// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Reads <c>service</c>: which extensions and pipelines run, and the gateway's own telemetry.</summary>
internal sealed class ServiceReader(Type telemetryOptions, ConfigDiagnostics diagnostics)
{
    private const string Root = "service";

    private static readonly string[] Keys = ["telemetry", "streams", "dead_letters", "extensions", "pipelines"];
    private static readonly string[] PipelineKeys = ["receivers", "processors", "exporters"];

    private readonly List<PipelineConfig> _pipelines = [];

    public IReadOnlyList<ComponentReference> Extensions { get; private set; } = [];

    public IReadOnlyList<PipelineConfig> Pipelines => _pipelines;

    public StreamOptions Streams { get; private set; } = new();

    public DeadLetterOptions DeadLetters { get; private set; } = new();

    public object Telemetry { get; private set; } = Activator.CreateInstance(telemetryOptions)!;

    public void Read(ConfigMap root)
    {
        ConfigEntry? entry = root.Find(Root);
        if (entry?.Value is not ConfigMap service)
        {
            string found = entry is null or { Value: ConfigNull } ? "" : $", found {entry.Value.Describe()}";
            diagnostics.Error(entry?.KeyMark ?? root.Mark, Root, $"must be a map that names the pipelines to run{found}");
            return;
        }

        ReportUnknown(service, Root, Keys);
        if (service.Find("telemetry") is { } telemetry)
        {
            Telemetry = OptionsBinder.Bind(
                telemetryOptions, telemetry.Value, telemetry.KeyMark, "service::telemetry", diagnostics);
        }

        if (service.Find("streams") is { } streams)
        {
            Streams = (StreamOptions)OptionsBinder.Bind(
                typeof(StreamOptions), streams.Value, streams.KeyMark, "service::streams", diagnostics);
        }

        if (service.Find("dead_letters") is { } letters)
        {
            DeadLetters = (DeadLetterOptions)OptionsBinder.Bind(
                typeof(DeadLetterOptions), letters.Value, letters.KeyMark, "service::dead_letters", diagnostics);
        }

        Extensions = ReadReferences(service, "extensions", Root);
        ReadPipelines(service, entry.KeyMark);
    }

    private void ReadPipelines(ConfigMap service, ConfigMark serviceMark)
    {
        const string path = "service::pipelines";
        ConfigEntry? entry = service.Find("pipelines");
        if (entry?.Value is not ConfigMap { Entries.Count: > 0 } map)
        {
            diagnostics.Error(entry?.KeyMark ?? serviceMark, path, "must define at least one pipeline");
            return;
        }

        HashSet<PipelineId> seen = [];
        foreach (ConfigEntry pipeline in map.Entries)
        {
            ReadPipeline(pipeline, ConfigPath.Join(path, pipeline.Key), seen);
        }
    }

    private void ReadPipeline(ConfigEntry entry, string path, HashSet<PipelineId> seen)
    {
        ComponentId? parsed = ComponentIdParser.Parse(entry.Key, out string? error);
        if (parsed is not { } id)
        {
            diagnostics.Error(entry.KeyMark, path, error!);
            return;
        }

        string[] signals = [.. Enum.GetNames<Signal>().Select(ConfigNames.SnakeCase)];
        if (!signals.Contains(id.Type) || !Enum.TryParse(id.Type, ignoreCase: true, out Signal signal))
        {
            diagnostics.Error(entry.KeyMark, path, $"unknown signal \"{id.Type}\"; expected one of {string.Join(", ", signals)}{Spelling.Hint(id.Type, signals)}");
            return;
        }

        PipelineId pipeline = new(signal, id.Name);
        if (!seen.Add(pipeline))
        {
            diagnostics.Error(entry.KeyMark, path, $"the pipeline \"{pipeline}\" is defined twice");
            return;
        }

        if (entry.Value is not ConfigMap map)
        {
            diagnostics.Error(entry.KeyMark, path, $"expected a map of receivers, processors and exporters, found {entry.Value.Describe()}");
            return;
        }

        ReportUnknown(map, path, PipelineKeys);
        _pipelines.Add(new PipelineConfig(
            pipeline,
            entry.KeyMark,
            ReadReferences(map, "receivers", path),
            ReadReferences(map, "processors", path),
            ReadReferences(map, "exporters", path)));
    }

    private List<ComponentReference> ReadReferences(ConfigMap map, string key, string path)
    {
        string at = ConfigPath.Join(path, key);
        IReadOnlyList<ConfigNode> items;
        switch (map.Find(key)?.Value)
        {
            case null or ConfigNull:
                return [];
            case ConfigList list:
                items = list.Items;
                break;
            case ConfigScalar { Kind: ConfigScalarKind.String } scalar:
                items = [.. scalar.Text.Split(',').Select(part => new ConfigScalar(scalar.Mark, part.Trim(), ConfigScalarKind.String))];
                break;
            case { } other:
                diagnostics.Error(other.Mark, at, $"expected a list of component ids, found {other.Describe()}");
                return [];
        }

        List<ComponentReference> references = [];
        for (int i = 0; i < items.Count; i++)
        {
            string? error = null;
            if (items[i] is ConfigScalar item && ComponentIdParser.Parse(item.Text, out error) is { } id)
            {
                references.Add(new ComponentReference(id, item.Mark));
            }
            else
            {
                diagnostics.Error(items[i].Mark, ConfigPath.Join(at, $"{i}"), error ?? $"expected a component id, found {items[i].Describe()}");
            }
        }

        return references;
    }

    private void ReportUnknown(ConfigMap map, string path, string[] known)
    {
        foreach (ConfigEntry entry in map.Entries.Where(entry => !known.Contains(entry.Key)))
        {
            diagnostics.Error(entry.KeyMark, ConfigPath.Join(path, entry.Key), Spelling.UnknownKey(entry.Key, known));
        }
    }
}
