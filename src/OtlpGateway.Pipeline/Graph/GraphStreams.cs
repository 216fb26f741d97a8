// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Streams;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>
/// Where in a graph data points are stamped with their stream, and where the stamps go: on at the entry of each metrics
/// pipeline that changes labels, off before each sink, kept only in a log of ours.
/// </summary>
internal sealed class GraphStreams(GatewayConfig config, ConfigDiagnostics diagnostics)
{
    private readonly bool _stampsExist = config.Pipelines.Any(pipeline =>
        pipeline.Id.Signal == Signal.Metrics && (ChangeOf(config, pipeline) != LabelChange.None || ReadsLog(config, pipeline)));

    /// <summary>What stamps the points of a pipeline on their way to its first processor; null where nothing has to.</summary>
    public StreamStamper? StamperOf(PipelineConfig pipeline, IBatchConsumer first)
    {
        LabelChange change = ChangeOf(config, pipeline);
        if (pipeline.Id.Signal != Signal.Metrics || change == LabelChange.None)
        {
            return null;
        }

        StreamKeyHome? home = HomeBehind(pipeline);
        if (config.Streams.Key.Length == 0 && home is { Directory: null })
        {
            AskForKey(pipeline, change);
        }

        return new StreamStamper(first, config.Streams, home, ReadsLog(config, pipeline));
    }

    /// <summary>The exporter's chain, behind what takes stamps out where there can be some and it must not see them.</summary>
    public IBatchConsumer Unstamp(ComponentConfig exporter, Signal signal, IBatchConsumer chain) =>
        signal == Signal.Metrics && _stampsExist && ((IExporterFactory)exporter.Factory).KeepsStamps(exporter.Options) is null
            ? new StampRemover(chain)
            : chain;

    private void AskForKey(PipelineConfig pipeline, LabelChange change)
    {
        const string what = "changes labels of metrics and ends in a log that other gateways write too, and service::streams::key is not set";
        const string how = "set it, the same on all of them, for example to ${env:OTLP_GATEWAY_STREAM_KEY}";
        if (change == LabelChange.Hides)
        {
            diagnostics.Error(pipeline.Mark, pipeline.Path, $"{what}: without it, whoever reads the log could find out by trying which values were hidden; {how}");
        }
        else
        {
            diagnostics.Warning(pipeline.Mark, pipeline.Path, $"{what}: streams are hashed under a key that everyone knows; {how}");
        }
    }

    private static LabelChange ChangeOf(GatewayConfig config, PipelineConfig pipeline) => pipeline.Processors
        .Select(reference => config.Find(ComponentKind.Processor, reference.Id))
        .OfType<ComponentConfig>()
        .Select(processor => ((IProcessorFactory)processor.Factory).Changes(processor.Options))
        .DefaultIfEmpty(LabelChange.None)
        .Max();

    /// <summary>True when everything comes from logs, or from pipelines that do: nothing of it is a client's.</summary>
    private static bool ReadsLog(GatewayConfig config, PipelineConfig pipeline) => pipeline.Receivers.Count > 0
        && pipeline.Receivers.All(reference =>
            config.Find(ComponentKind.Receiver, reference.Id) is { } receiver
                ? ((IReceiverFactory)receiver.Factory).ReadsLog
                : PipelinesInto(config, reference.Id).All(before => ReadsLog(config, before)));

    private static IEnumerable<PipelineConfig> PipelinesInto(GatewayConfig config, ComponentId connector) =>
        config.Pipelines.Where(pipeline => pipeline.Exporters.Any(end => end.Id == connector));

    /// <summary>The log behind a pipeline, through connectors too. One that other gateways write too decides.</summary>
    private StreamKeyHome? HomeBehind(PipelineConfig pipeline)
    {
        List<StreamKeyHome> homes = [];
        foreach (ComponentReference reference in pipeline.Exporters)
        {
            IEnumerable<StreamKeyHome?> found = config.Find(ComponentKind.Exporter, reference.Id) is { } exporter
                ? [((IExporterFactory)exporter.Factory).KeepsStamps(exporter.Options)]
                : config.Pipelines
                    .Where(next => next.Id.Signal == Signal.Metrics && next.Receivers.Any(receiver => receiver.Id == reference.Id))
                    .Select(HomeBehind);
            homes.AddRange(found.OfType<StreamKeyHome>());
        }

        return homes.Find(home => home.Directory is null) ?? homes.FirstOrDefault();
    }
}
