// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.ClickHouse;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Receivers.Kafka.Replay;

namespace OtlpGateway.Cli.Backfill;

/// <summary>A pipeline that reads the topic, and the group that it reads as.</summary>
internal sealed record BackfillPipeline(PipelineConfig Pipeline, ComponentConfig Receiver, string Group)
{
    /// <summary>The pipelines of a configuration that store a topic. Throws <see cref="ReplayException"/> unless it is one.</summary>
    public static BackfillPipeline Find(GatewayConfig config, string topic, string? pipeline, string? group)
    {
        List<BackfillPipeline> all = [.. config.Components.Values.Where(component => component.Options is KafkaReceiverOptions).SelectMany(receiver => Of(config, receiver, topic))];
        List<BackfillPipeline> wanted = [.. all
            .Where(found => pipeline is null || found.Pipeline.Id.ToString() == pipeline)
            .Where(found => group is null || all.TrueForAll(other => other.Group != group) || found.Group == group)];
        return wanted.Count switch
        {
            1 => wanted[0] with { Group = group ?? wanted[0].Group },
            0 => throw new ReplayException($"no pipeline{(pipeline is null ? "" : $" {pipeline}")} has a kafka receiver that reads {topic} and a clickhouse exporter"),
            _ => throw new ReplayException($"several pipelines store {topic}; name one with --pipeline: {string.Join(", ", wanted.Select(found => found.Pipeline.Id))}"),
        };
    }

    /// <summary>The configuration with this pipeline alone, and of its exporters those that keep a ledger.</summary>
    public GatewayConfig Only(GatewayConfig config) => new()
    {
        Components = config.Components,
        Extensions = [.. config.Extensions.Where(reference => config.Find(ComponentKind.Extension, reference.Id)?.Factory is not IExtensionFactory { Listens: true })],
        Pipelines = [Pipeline with
        {
            Receivers = [.. Pipeline.Receivers.Where(reference => reference.Id == Receiver.Id)],
            Exporters = [.. Pipeline.Exporters.Where(reference => IsStore(config, reference.Id))],
        }],
        Telemetry = config.Telemetry,
        Streams = config.Streams,
    };

    private static IEnumerable<BackfillPipeline> Of(GatewayConfig config, ComponentConfig receiver, string topic)
    {
        KafkaReceiverOptions options = (KafkaReceiverOptions)receiver.Options;
        foreach (IGrouping<Wire.Otlp.Signal, PipelineConfig> signal in config.Pipelines
            .Where(pipeline => pipeline.Receivers.Any(reference => reference.Id == receiver.Id))
            .GroupBy(pipeline => pipeline.Id.Signal))
        {
            // All pipelines of the signal: which group a pipeline reads as depends on those before it.
            PipelineConfig[] pipelines = [.. signal];
            IReadOnlyList<string> groups = KafkaGroups.Of(options, [.. pipelines.Select(pipeline => pipeline.Id.ToString())]);
            for (int i = 0; i < pipelines.Length; i++)
            {
                if (LogReplay.Reads(options, signal.Key, topic) && pipelines[i].Exporters.Any(reference => IsStore(config, reference.Id)))
                {
                    yield return new BackfillPipeline(pipelines[i], receiver, groups[i]);
                }
            }
        }
    }

    private static bool IsStore(GatewayConfig config, ComponentId id) => config.Find(ComponentKind.Exporter, id)?.Options is ClickHouseOptions;
}
