// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Keeps a queue on disk from standing between a log and an exporter that stores the log's ranges exactly once: batches
/// come out of such a queue without their ranges.
/// </summary>
internal sealed class StoredQueueCheck(GatewayConfig config, ConfigDiagnostics diagnostics)
{
    public void Run()
    {
        HashSet<PipelineId> fromLog = [];
        foreach (PipelineConfig pipeline in config.Pipelines.Where(ReadsLog))
        {
            Follow(pipeline, fromLog);
        }

        IEnumerable<ComponentId> exporters = config.Pipelines
            .Where(pipeline => fromLog.Contains(pipeline.Id))
            .SelectMany(pipeline => pipeline.Exporters)
            .Select(reference => reference.Id)
            .Distinct();
        foreach (ComponentId id in exporters)
        {
            if (config.Find(ComponentKind.Exporter, id) is { Options: ExporterOptions options } exporter
                && options.SendingQueue.IsStored
                && options.StoredQueueObstacleBehindLog is { } obstacle)
            {
                diagnostics.Error(exporter.Mark, $"exporters::{id}::sending_queue::storage", obstacle);
            }
        }
    }

    private bool ReadsLog(PipelineConfig pipeline) => pipeline.Receivers.Any(
        reference => config.Find(ComponentKind.Receiver, reference.Id)?.Factory is IReceiverFactory { ReadsLog: true });

    private void Follow(PipelineConfig pipeline, HashSet<PipelineId> reached)
    {
        if (!reached.Add(pipeline.Id))
        {
            return;
        }

        foreach (ComponentReference exporter in pipeline.Exporters)
        {
            if (config.Find(ComponentKind.Connector, exporter.Id) is not { } connector)
            {
                continue;
            }

            foreach (PipelineConfig target in config.Pipelines.Where(target => target.Receivers.Any(receiver => receiver.Id == exporter.Id)))
            {
                if (ConnectorCheck.Joins(connector, pipeline, target))
                {
                    Follow(target, reached);
                }
            }
        }
    }
}
