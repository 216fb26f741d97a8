// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Checks that each connector joins pipelines whose signals it can join, and that no data goes in circles.</summary>
internal sealed class ConnectorCheck(GatewayConfig config, ConfigDiagnostics diagnostics)
{
    public void Run()
    {
        foreach (ComponentConfig connector in config.Components.Values.Where(component => component.Kind == ComponentKind.Connector))
        {
            CheckUse(connector);
        }

        foreach (PipelineConfig pipeline in config.Pipelines)
        {
            if (Reaches(pipeline, pipeline, []))
            {
                diagnostics.Error(pipeline.Mark, pipeline.Path, "its connectors lead back to it: data would go in circles");
            }
        }
    }

    private void CheckUse(ComponentConfig connector)
    {
        List<PipelineConfig> sources = [.. config.Pipelines.Where(pipeline => Names(pipeline.Exporters, connector.Id))];
        List<PipelineConfig> targets = [.. config.Pipelines.Where(pipeline => Names(pipeline.Receivers, connector.Id))];
        foreach (PipelineConfig source in sources.Where(source => !targets.Any(target => Joins(connector, source, target))))
        {
            diagnostics.Error(
                source.Mark, source.Path, $"connector \"{connector.Id}\" is an exporter here, but is the receiver of no pipeline whose signal it can emit from this one");
        }

        foreach (PipelineConfig target in targets.Where(target => !sources.Any(source => Joins(connector, source, target))))
        {
            diagnostics.Error(
                target.Mark, target.Path, $"connector \"{connector.Id}\" is a receiver here, but is the exporter of no pipeline from which it can emit this signal");
        }
    }

    private bool Reaches(PipelineConfig from, PipelineConfig goal, HashSet<PipelineId> visited)
    {
        foreach (ComponentReference exporter in from.Exporters)
        {
            if (config.Find(ComponentKind.Connector, exporter.Id) is not { } connector)
            {
                continue;
            }

            foreach (PipelineConfig target in config.Pipelines.Where(target => Names(target.Receivers, connector.Id) && Joins(connector, from, target)))
            {
                if (target == goal || (visited.Add(target.Id) && Reaches(target, goal, visited)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Names(IReadOnlyList<ComponentReference> references, ComponentId id) =>
        references.Any(reference => reference.Id == id);

    internal static bool Joins(ComponentConfig connector, PipelineConfig source, PipelineConfig target) =>
        ((IConnectorFactory)connector.Factory).Emits(source.Id.Signal) is { } signals && signals.Contains(target.Id.Signal);
}
