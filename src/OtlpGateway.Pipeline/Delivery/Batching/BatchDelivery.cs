// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The requests that go out together. It is cancelled when the last of their callers has gone: one that goes away alone
/// must not cost the others their delivery, and gets its answer like them.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The source has no timer, so there is nothing to free, and a caller may go at any time.")]
internal sealed class BatchDelivery(List<BatchEntry> entries, BatchTrigger trigger)
{
    private readonly CancellationTokenSource _allGone = new();
    private int _callers = entries.Count;

    public List<BatchEntry> Entries { get; } = entries;

    public BatchTrigger Trigger { get; } = trigger;

    public CancellationToken AllGone => _allGone.Token;

    public void CallerGone()
    {
        if (Interlocked.Decrement(ref _callers) == 0)
        {
            _allGone.Cancel();
        }
    }
}
