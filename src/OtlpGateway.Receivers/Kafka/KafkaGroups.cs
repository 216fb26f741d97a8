// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Which consumer group each pipeline reads as: every pipeline is a group of its own, so that a slow one holds up no other.
/// </summary>
public static class KafkaGroups
{
    /// <summary>
    /// The groups of one signal's pipelines that use the receiver, in the pipelines' order. The first one keeps
    /// <c>group_id</c>, so that offsets which a Collector committed stay valid.
    /// </summary>
    public static IReadOnlyList<string> Of(KafkaReceiverOptions options, IReadOnlyList<string> pipelines) =>
        [.. pipelines.Select((pipeline, index) => options.PipelineGroups.GetValueOrDefault(pipeline) ?? Usual(options.GroupId, pipeline, index))];

    private static string Usual(string group, string pipeline, int index) =>
        index == 0 ? group : $"{group}-{pipeline.Replace('/', '-')}";
}
