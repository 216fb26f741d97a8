// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Binds a whole configuration. What is wrong in one place does not keep errors elsewhere from being found.</summary>
public sealed class GatewayConfigReader
{
    private const string Service = "service";

    private static readonly (string Key, ComponentKind Kind)[] Sections =
    [
        ("receivers", ComponentKind.Receiver),
        ("processors", ComponentKind.Processor),
        ("exporters", ComponentKind.Exporter),
        ("connectors", ComponentKind.Connector),
        ("extensions", ComponentKind.Extension),
    ];

    private readonly ComponentRegistry _registry;
    private readonly Type _telemetryOptions;
    private readonly ConfigDiagnostics _diagnostics;
    private readonly Dictionary<(ComponentKind Kind, ComponentId Id), ComponentConfig> _components = [];
    private readonly HashSet<(ComponentKind Kind, ComponentId Id)> _defined = [];
    private readonly HashSet<(ComponentKind Kind, ComponentId Id)> _ignored = [];

    private GatewayConfigReader(ComponentRegistry registry, Type telemetryOptions, ConfigDiagnostics diagnostics)
    {
        _registry = registry;
        _telemetryOptions = telemetryOptions;
        _diagnostics = diagnostics;
    }

    /// <summary>The configuration; fit to run only when no error was added.</summary>
    /// <param name="telemetryOptions">The class of <c>service::telemetry</c>; it belongs to the host.</param>
    public static GatewayConfig Read(
        ConfigMap root, ComponentRegistry registry, Type telemetryOptions, ConfigDiagnostics diagnostics) =>
        new GatewayConfigReader(registry, telemetryOptions, diagnostics).Read(root);

    private GatewayConfig Read(ConfigMap root)
    {
        string[] known = [.. Sections.Select(section => section.Key), Service];
        foreach (ConfigEntry entry in root.Entries.Where(entry => !known.Contains(entry.Key)))
        {
            _diagnostics.Error(entry.KeyMark, entry.Key, Spelling.UnknownKey(entry.Key, known));
        }

        foreach ((string key, ComponentKind kind) in Sections)
        {
            ReadComponents(root, key, kind);
        }

        ServiceReader service = new(_telemetryOptions, _diagnostics);
        service.Read(root);
        GatewayConfig config = new()
        {
            Components = _components,
            Extensions = [.. service.Extensions.Where(reference => !_ignored.Contains((ComponentKind.Extension, reference.Id)))],
            Pipelines = service.Pipelines,
            Telemetry = service.Telemetry,
            Streams = service.Streams,
            DeadLetters = service.DeadLetters,
        };
        RequireOneOf(root, ComponentKind.Receiver, "receivers");
        RequireOneOf(root, ComponentKind.Exporter, "exporters");
        new TopologyCheck(config, _defined, _diagnostics).Run();
        return config;
    }

    private void RequireOneOf(ConfigMap root, ComponentKind kind, string section)
    {
        bool connector = _defined.Any(component => component.Kind == ComponentKind.Connector);
        if (!connector && !_defined.Any(component => component.Kind == kind))
        {
            _diagnostics.Error(root.Find(section)?.KeyMark ?? root.Mark, section, $"must define at least one {ComponentNames.Of(kind)}");
        }
    }

    private void ReadComponents(ConfigMap root, string section, ComponentKind kind)
    {
        ConfigNode? node = root.Find(section)?.Value;
        if (node is null or ConfigNull)
        {
            return;
        }

        if (node is not ConfigMap map)
        {
            _diagnostics.Error(node.Mark, section, $"expected a map of {section}, found {node.Describe()}");
            return;
        }

        foreach (ConfigEntry entry in map.Entries)
        {
            ReadComponent(entry, section, kind);
        }
    }

    private void ReadComponent(ConfigEntry entry, string section, ComponentKind kind)
    {
        string path = ConfigPath.Join(section, entry.Key);
        if (ComponentIdParser.Parse(entry.Key, out string? error) is not { } id)
        {
            _diagnostics.Error(entry.KeyMark, path, error!);
            return;
        }

        if (!_defined.Add((kind, id)))
        {
            _diagnostics.Error(entry.KeyMark, path, $"the id \"{id}\" is defined twice");
            return;
        }

        if (_registry.Find(kind, id.Type) is not { } factory)
        {
            ReportUnknown(kind, id, entry.KeyMark, path);
            return;
        }

        if (factory.Aliases.Contains(id.Type))
        {
            _diagnostics.Warning(entry.KeyMark, path, $"\"{id.Type}\" is an older name; use \"{factory.Type}\"");
        }

        object options = OptionsBinder.Bind(factory.OptionsType, entry.Value, entry.KeyMark, path, _diagnostics);
        _components[(kind, id)] = new ComponentConfig(kind, id, factory, options, entry.KeyMark);
    }

    private void ReportUnknown(ComponentKind kind, ComponentId id, ConfigMark mark, string path)
    {
        if (IgnoredComponents.WarningFor(kind, id.Type) is { } warning)
        {
            _ignored.Add((kind, id));
            _diagnostics.Warning(mark, path, warning);
        }
        else
        {
            _diagnostics.Error(mark, path, UnknownType(kind, id));
        }
    }

    private string UnknownType(ComponentKind kind, ComponentId id)
    {
        if (kind == ComponentKind.Exporter && id.Type == "logging")
        {
            return "the logging exporter is gone; use the debug exporter instead";
        }

        IReadOnlyList<string> types = _registry.Types(kind);
        return $"unknown type: \"{id.Type}\" for id: \"{id}\" (valid values: [{string.Join(" ", types)}]){Spelling.Hint(id.Type, types)}";
    }
}
