// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Checks that what the pipelines name exists and fits together.</summary>
/// <param name="config">What was bound.</param>
/// <param name="defined">All ids that have a definition, faulty ones too: those were reported already.</param>
internal sealed class TopologyCheck(
    GatewayConfig config,
    IReadOnlySet<(ComponentKind Kind, ComponentId Id)> defined,
    ConfigDiagnostics diagnostics)
{
    private readonly HashSet<(ComponentKind Kind, ComponentId Id, Signal Signal)> _checkedRules = [];

    public void Run()
    {
        CheckConnectorIds();
        CheckExtensions();
        foreach (PipelineConfig pipeline in config.Pipelines)
        {
            CheckPipeline(pipeline);
        }

        new ConnectorCheck(config, diagnostics).Run();
        new StoredQueueCheck(config, diagnostics).Run();
        new MergedSeriesCheck(config, diagnostics).Run();
    }

    private void CheckConnectorIds()
    {
        foreach ((ComponentKind kind, ComponentId id) in defined.Where(component => component.Kind is ComponentKind.Receiver or ComponentKind.Exporter))
        {
            if (defined.Contains((ComponentKind.Connector, id)) && config.Find(ComponentKind.Connector, id) is { } connector)
            {
                diagnostics.Error(connector.Mark, $"connectors::{id}", $"the {ComponentNames.Of(kind)} \"{id}\" has the same id; a connector needs its own");
            }
        }
    }

    private void CheckExtensions()
    {
        HashSet<ComponentId> seen = [];
        foreach (ComponentReference reference in config.Extensions)
        {
            CheckDefined(reference, "service::extensions", ComponentKind.Extension);
            if (!seen.Add(reference.Id))
            {
                diagnostics.Error(reference.Mark, "service::extensions", $"references extension \"{reference.Id}\" twice");
            }
        }
    }

    private void CheckPipeline(PipelineConfig pipeline)
    {
        RequireSome(pipeline, pipeline.Receivers, ComponentKind.Receiver);
        RequireSome(pipeline, pipeline.Exporters, ComponentKind.Exporter);
        CheckAll(pipeline, pipeline.Receivers, ComponentKind.Receiver);
        CheckAll(pipeline, pipeline.Processors, ComponentKind.Processor);
        CheckAll(pipeline, pipeline.Exporters, ComponentKind.Exporter);
    }

    private void RequireSome(PipelineConfig pipeline, IReadOnlyList<ComponentReference> references, ComponentKind kind)
    {
        string path = $"{pipeline.Path}::{ComponentNames.Of(kind)}s";
        if (references.Count == 0 && !diagnostics.HasErrorAt(path))
        {
            diagnostics.Error(pipeline.Mark, pipeline.Path, $"must have at least one {ComponentNames.Of(kind)}");
        }
    }

    private void CheckAll(PipelineConfig pipeline, IReadOnlyList<ComponentReference> references, ComponentKind kind)
    {
        HashSet<ComponentId> seen = [];
        foreach (ComponentReference reference in references)
        {
            if (!seen.Add(reference.Id))
            {
                diagnostics.Error(reference.Mark, pipeline.Path, $"references {ComponentNames.Of(kind)} \"{reference.Id}\" twice");
                continue;
            }

            bool connector = kind != ComponentKind.Processor && defined.Contains((ComponentKind.Connector, reference.Id));
            if (!connector)
            {
                CheckDefined(reference, pipeline.Path, kind);
                CheckSignal(pipeline, reference, kind);
            }
        }
    }

    private void CheckDefined(ComponentReference reference, string path, ComponentKind kind)
    {
        if (defined.Contains((kind, reference.Id)))
        {
            return;
        }

        IEnumerable<string> candidates = defined
            .Where(component => component.Kind == kind || (component.Kind == ComponentKind.Connector && kind is ComponentKind.Receiver or ComponentKind.Exporter))
            .Select(component => component.Id.ToString());
        string hint = Spelling.Hint(reference.Id.ToString(), candidates);
        diagnostics.Error(reference.Mark, path, $"references {ComponentNames.Of(kind)} \"{reference.Id}\" which is not configured{hint}");
    }

    private void CheckSignal(PipelineConfig pipeline, ComponentReference reference, ComponentKind kind)
    {
        if (config.Find(kind, reference.Id) is not { } component)
        {
            return;
        }

        if (component.Factory.Signals.ContainsKey(pipeline.Id.Signal))
        {
            CheckSignalRules(component, pipeline.Id.Signal);
            return;
        }

        string supported = string.Join(", ", component.Factory.Signals.Keys.Select(signal => ConfigNames.SnakeCase(signal.ToString())));
        diagnostics.Error(reference.Mark, pipeline.Path, $"{ComponentNames.Of(kind)} \"{reference.Id}\" does not support this signal; it supports {supported}");
    }

    private void CheckSignalRules(ComponentConfig component, Signal signal)
    {
        if (component.Options is not ISignalValidatable options || !_checkedRules.Add((component.Kind, component.Id, signal)))
        {
            return;
        }

        OptionsValidation validation = new();
        options.Validate(signal, validation);
        string path = $"{ComponentNames.Of(component.Kind)}s::{component.Id}";
        foreach ((string relative, string message) in validation.Errors)
        {
            diagnostics.Error(component.Mark, ConfigPath.Join(path, relative), message);
        }

        foreach ((string relative, string message) in validation.Warnings)
        {
            diagnostics.Warning(component.Mark, ConfigPath.Join(path, relative), message);
        }
    }
}
