// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Counts what a batcher does, under the names of whoever uses it.</summary>
public interface IBatcherObserver
{
    void Sending(int items, int bytes, BatchTrigger trigger);

    /// <summary>A request was delivered in part, and its sender is told to repeat it.</summary>
    void MayDuplicate();

    /// <summary>Combinations of metadata values that are batched apart, changed by this many.</summary>
    void CardinalityChanged(int change);
}
