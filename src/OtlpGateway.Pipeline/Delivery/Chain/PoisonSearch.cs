// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Delivers a merged batch, which was rejected as a whole, request by request, so that one bad request does not cost its
/// neighbours. Nothing is buried before every request has its answer: when the destination goes away half-way, the whole
/// is to be sent again, and what was taken meanwhile may come twice, which is counted.
/// </summary>
internal sealed class PoisonSearch(TelemetryBatch merged, IBatchConsumer next, FateLink fate)
{
    private readonly List<Suspect> _suspects = [];

    public async ValueTask<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        Collect(merged.Parts!, 0, []);
        bool anyTaken = false;
        foreach (Suspect suspect in _suspects)
        {
            using TelemetryBatch single = BatchMerge.Extract(merged, suspect.Part);
            suspect.Outcome = await next.ConsumeAsync(single, cancellationToken);
            anyTaken |= suspect.Outcome.IsSuccess;
            if (suspect.Outcome.IsTemporary)
            {
                return Interrupted(suspect.Outcome, anyTaken);
            }
        }

        return await BuryAsync(cancellationToken);
    }

    /// <summary>Requests that were merged twice lie in parts of parts; offsets are the innermost's, from the outermost's start.</summary>
    private void Collect(BatchParts parts, int start, (BatchParts Parts, int Index)[] path)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            BatchPart part = parts[i] with { Offset = start + parts[i].Offset };
            (BatchParts, int)[] here = [.. path, (parts, i)];
            if (part.Inner is { } inner)
            {
                Collect(inner, part.Offset, here);
            }
            else
            {
                _suspects.Add(new Suspect(part, here));
            }
        }
    }

    private Outcome Interrupted(Outcome outcome, bool anyTaken)
    {
        fate.CountSendFailed(merged.ItemCount);
        if (anyTaken)
        {
            fate.CountMayDuplicate();
        }

        return outcome;
    }

    private async ValueTask<Outcome> BuryAsync(CancellationToken cancellationToken)
    {
        int rejected = 0;
        Outcome last = Outcome.Accepted;
        var noted = new Dictionary<(BatchParts Parts, int Index), int>();
        foreach (Suspect suspect in _suspects.Where(suspect => suspect.Outcome.Kind != OutcomeKind.Accepted))
        {
            last = suspect.Outcome;
            int items = suspect.Outcome.RejectedItems;
            if (suspect.Outcome.Kind == OutcomeKind.Rejected)
            {
                items = suspect.Part.ItemCount;
                using TelemetryBatch single = BatchMerge.Extract(merged, suspect.Part);
                await fate.BuryAsync(single, suspect.Outcome, cancellationToken);
            }
            else
            {
                fate.CountDropped(items, suspect.Outcome);
            }

            rejected += items;
            foreach ((BatchParts, int) step in suspect.Path)
            {
                noted[step] = noted.GetValueOrDefault(step) + items;
            }
        }

        foreach (((BatchParts parts, int index), int items) in noted)
        {
            parts.NoteRejected(index, items);
        }

        return Combined(rejected, last);
    }

    private Outcome Combined(int rejected, Outcome last)
    {
        if (rejected == 0)
        {
            return Outcome.Accepted;
        }

        return rejected == merged.ItemCount
            ? Outcome.Rejected(last.Reason, last.Message)
            : Outcome.PartlyAccepted(rejected, last.Reason, last.Message);
    }

    private sealed class Suspect(BatchPart part, (BatchParts Parts, int Index)[] path)
    {
        public BatchPart Part { get; } = part;

        public (BatchParts Parts, int Index)[] Path { get; } = path;

        public Outcome Outcome { get; set; }
    }
}
