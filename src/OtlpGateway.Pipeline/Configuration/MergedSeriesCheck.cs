// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Warns where several series of metrics become one on their way to a sink and nothing adds them up behind that: their
/// points would be interleaved, and counters and histograms wrong. What ends in a log of ours is added up by whoever reads it.
/// </summary>
internal sealed class MergedSeriesCheck(GatewayConfig config, ConfigDiagnostics diagnostics)
{
    public void Run()
    {
        foreach (PipelineConfig pipeline in config.Pipelines.Where(pipeline => pipeline.Id.Signal == Signal.Metrics))
        {
            Check(pipeline);
        }
    }

    private void Check(PipelineConfig pipeline)
    {
        ComponentConfig[] processors = [.. pipeline.Processors.Select(reference => config.Find(ComponentKind.Processor, reference.Id)).OfType<ComponentConfig>()];
        int last = Array.FindLastIndex(processors, processor => FactoryOf(processor).MergesSeries(processor.Options));
        int adds = Array.FindLastIndex(processors, processor => FactoryOf(processor).AddsSeriesUp);
        if (last < 0 || adds > last || !ReachesSink(pipeline, []))
        {
            return;
        }

        string where = adds >= 0
            ? $"\"{processors[adds].Id}\" stands before it; put it behind"
            : "put reaggregate behind it, before the exporters";
        diagnostics.Warning(
            pipeline.Mark,
            pipeline.Path,
            $"processor \"{processors[last].Id}\" can make several series one, and nothing behind it adds them up, so that counters and histograms come out wrong: {where}");
    }

    private bool ReachesSink(PipelineConfig pipeline, HashSet<PipelineId> visited) =>
        visited.Add(pipeline.Id) && pipeline.Exporters.Any(reference => config.Find(ComponentKind.Exporter, reference.Id) is { } exporter
            ? ((IExporterFactory)exporter.Factory).KeepsStamps(exporter.Options) is null
            : LeadsToSink(reference.Id, visited));

    private bool LeadsToSink(ComponentId connector, HashSet<PipelineId> visited) => config.Pipelines.Any(next =>
        next.Id.Signal == Signal.Metrics
        && next.Receivers.Any(receiver => receiver.Id == connector)
        && !next.Processors.Any(reference => config.Find(ComponentKind.Processor, reference.Id) is { } processor && FactoryOf(processor).AddsSeriesUp)
        && ReachesSink(next, visited));

    private static IProcessorFactory FactoryOf(ComponentConfig processor) => (IProcessorFactory)processor.Factory;
}
