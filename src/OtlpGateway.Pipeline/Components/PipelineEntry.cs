// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Pipeline.Components;

/// <summary>Where a receiver's batches of one signal go: one pipeline, or a fan-out over several.</summary>
/// <param name="Consumer">Takes the batches; its outcome is the receiver's answer.</param>
/// <param name="RangeSinks">Exporters behind it that remember log ranges. A log receiver claims ranges with the only one.</param>
/// <param name="EndsInOneLog">
/// True when everything goes to exactly one durable log and nowhere else, so that a request found in that log after a
/// restart was answered or can be answered with success.
/// </param>
public sealed record PipelineEntry(
    IBatchConsumer Consumer,
    IReadOnlyList<IRangeSink> RangeSinks,
    bool EndsInOneLog);
