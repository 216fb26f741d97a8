// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The answer to a batch, handed back along the way it came. Exceptions are for bugs and broken environments; everything
/// that can happen to data in normal service is an outcome.
/// </summary>
/// <param name="Kind">What became of the batch.</param>
/// <param name="Reason">One of <see cref="Reasons"/>; empty for <see cref="OutcomeKind.Accepted"/>.</param>
/// <param name="Message">For the person who reads the client's log: what happened, where, what to do.</param>
/// <param name="RetryAfter">When a retry makes sense; null when the sender's own back-off decides.</param>
/// <param name="RejectedItems">Items that were not taken, for <see cref="OutcomeKind.PartlyAccepted"/>.</param>
public readonly record struct Outcome(
    OutcomeKind Kind,
    string Reason,
    string Message,
    TimeSpan? RetryAfter,
    int RejectedItems)
{
    /// <summary>
    /// True when one of several branches rejected all of it for good, whatever the others did. A sender that keeps what is
    /// rejected keeps this, too.
    /// </summary>
    public bool IsRejectedByBranch { get; init; }

    /// <summary>True when the destination keeps the rejected items in dead letters of its own: they are put aside, not lost.</summary>
    public bool IsRestKept { get; init; }

    public static Outcome Accepted { get; } = new(OutcomeKind.Accepted, "", "", null, 0);

    /// <summary>True when nothing has to be sent again: accepted in full or in part.</summary>
    public bool IsSuccess => Kind is OutcomeKind.Accepted or OutcomeKind.PartlyAccepted;

    /// <summary>True when the same batch may succeed later.</summary>
    public bool IsTemporary => Kind is OutcomeKind.Retry or OutcomeKind.Cancelled;

    public static Outcome PartlyAccepted(int rejectedItems, string reason, string message) =>
        new(OutcomeKind.PartlyAccepted, reason, message, null, rejectedItems);

    public static Outcome Rejected(string reason, string message) =>
        new(OutcomeKind.Rejected, reason, message, null, 0);

    public static Outcome Retry(string reason, string message, TimeSpan? retryAfter = null) =>
        new(OutcomeKind.Retry, reason, message, retryAfter, 0);

    public static Outcome Cancelled(string message = "the request was cancelled") =>
        new(OutcomeKind.Cancelled, Reasons.Cancelled, message, null, 0);
}
