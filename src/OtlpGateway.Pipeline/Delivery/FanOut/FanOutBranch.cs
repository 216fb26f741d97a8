// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>One of the ways that a batch goes at once.</summary>
/// <param name="Name">An exporter's, connector's or pipeline's id, for messages.</param>
/// <param name="Consumer">Takes the batch.</param>
public readonly record struct FanOutBranch(string Name, IBatchConsumer Consumer);
