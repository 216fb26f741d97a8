// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Otlp.Deduplication;

/// <summary>A delivery that others may wait for. What waiting needs is made only when somebody does.</summary>
internal sealed class RequestInProgress
{
    private TaskCompletionSource<Outcome>? _waiters;

    /// <summary>Called under the deduplicator's lock, before <see cref="Outcome"/> is awaited.</summary>
    public void Join() => _waiters ??= new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The outcome of the delivery; only for who joined.</summary>
    public Task<Outcome> Outcome => _waiters!.Task;

    /// <summary>Called once, when nobody can join any more.</summary>
    public void Finish(in Outcome outcome) => _waiters?.TrySetResult(outcome);
}
