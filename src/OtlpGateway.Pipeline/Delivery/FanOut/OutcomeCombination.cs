// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// One answer for a batch that went several ways. The rules, strongest first:
/// <list type="number">
/// <item>A branch that says retry makes the answer retry, with the longest delay that any asked for.</item>
/// <item>Else a branch that was cancelled makes it cancelled.</item>
/// <item>All rejected: rejected, with the first branch's reason.</item>
/// <item>All accepted in full: accepted.</item>
/// <item>Else some branch has the batch, and sending it again would duplicate it there: partly accepted, with the most
/// items that any branch rejected in part. Where a branch rejected all of it, the message names that branch, the loss is
/// in that branch's books, and <see cref="Outcome.IsRejectedByBranch"/> says so.</item>
/// </list>
/// </summary>
internal static class OutcomeCombination
{
    public static Outcome Combine(ReadOnlySpan<FanOutBranch> branches, ReadOnlySpan<Outcome> outcomes)
    {
        if (Strongest(branches, outcomes, OutcomeKind.Retry) is { } retry)
        {
            return retry;
        }

        if (Strongest(branches, outcomes, OutcomeKind.Cancelled) is { } cancelled)
        {
            return cancelled;
        }

        return Final(branches, outcomes);
    }

    /// <summary>True when a sender that follows the answer sends again what a branch has already.</summary>
    public static bool MayDuplicate(Outcome answer, ReadOnlySpan<Outcome> outcomes)
    {
        if (!answer.IsTemporary)
        {
            return false;
        }

        foreach (Outcome outcome in outcomes)
        {
            if (outcome.IsSuccess)
            {
                return true;
            }
        }

        return false;
    }

    private static Outcome? Strongest(ReadOnlySpan<FanOutBranch> branches, ReadOnlySpan<Outcome> outcomes, OutcomeKind kind)
    {
        Outcome? found = null;
        TimeSpan? longest = null;
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Kind == kind)
            {
                found ??= Named(branches[i], outcomes[i]);
                longest = outcomes[i].RetryAfter > (longest ?? TimeSpan.MinValue) ? outcomes[i].RetryAfter : longest;
            }
        }

        return found is { } first ? first with { RetryAfter = longest } : null;
    }

    private static Outcome Final(ReadOnlySpan<FanOutBranch> branches, ReadOnlySpan<Outcome> outcomes)
    {
        int rejectedWhole = 0;
        int mostItems = 0;
        bool byBranch = false;
        Outcome? said = null;
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i].Kind == OutcomeKind.Accepted)
            {
                continue;
            }

            said ??= Named(branches[i], outcomes[i]);
            rejectedWhole += outcomes[i].Kind == OutcomeKind.Rejected ? 1 : 0;
            mostItems = Math.Max(mostItems, outcomes[i].RejectedItems);
            if (!byBranch && (outcomes[i].Kind == OutcomeKind.Rejected || outcomes[i].IsRejectedByBranch))
            {
                // Who keeps it writes down why: the branch that lost all of it says that, not one that lost a part.
                byBranch = true;
                said = Named(branches[i], outcomes[i]);
            }
        }

        if (said is not { } first)
        {
            return Outcome.Accepted;
        }

        return rejectedWhole == outcomes.Length
            ? Outcome.Rejected(first.Reason, first.Message)
            : Outcome.PartlyAccepted(mostItems, first.Reason, first.Message) with { IsRejectedByBranch = byBranch };
    }

    private static Outcome Named(FanOutBranch branch, Outcome outcome) =>
        outcome with { Message = $"{branch.Name}: {outcome.Message}" };
}
