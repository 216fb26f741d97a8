// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Components;

/// <summary>Where a receiver's batches of one signal go: one pipeline, or a fan-out over several.</summary>
/// <param name="Consumer">Takes the batches; its outcome is the receiver's answer.</param>
/// <param name="RangeSinks">Exporters behind it that remember log ranges. A log receiver claims ranges with the only one.</param>
/// <param name="History">
/// The one durable log in which everything ends, and nothing else does: a request found there after a restart can be
/// answered with success. Null where there is another branch, or no log.
/// </param>
public sealed record PipelineEntry(
    IBatchConsumer Consumer,
    IReadOnlyList<IRangeSink> RangeSinks,
    IRequestHistory? History)
{
    /// <summary>
    /// The pipelines behind it, in the order of the configuration, each with an entry of its own: for a receiver that can
    /// deliver to each at its own pace instead of to all through <see cref="Consumer"/>. Empty where that is not known.
    /// </summary>
    public IReadOnlyList<(PipelineId Id, PipelineEntry Entry)> Pipelines { get; init; } = [];

    /// <summary>
    /// Steps behind it that keep a state per log partition. A log receiver resumes the only one of a pipeline before it reads.
    /// What is behind such a step is given out by it and stands for no range: <see cref="RangeSinks"/> has none of that.
    /// </summary>
    public IReadOnlyList<ICheckpointed> Checkpointed { get; init; } = [];
}
