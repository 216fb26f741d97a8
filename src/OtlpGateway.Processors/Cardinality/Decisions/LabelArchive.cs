// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Processors.Cardinality.Templates;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>Labels into what is stored, and back.</summary>
internal static class LabelArchive
{
    public static StoredDecisions Save(LabelBook book) =>
        new(book.Seed, [.. book.Labels.All().Select(Save).OfType<StoredLabel>().OrderBy(label => label.Id)]);

    /// <summary>Puts back what was decided. What the configuration says by now wins.</summary>
    public static void Restore(StoredDecisions stored, LabelBook book, DateTimeOffset now)
    {
        foreach (StoredLabel from in stored.Labels)
        {
            Label? label = book.FindOrAdd(from.Id, Encoding.UTF8.GetBytes(from.Metric), Encoding.UTF8.GetBytes(from.Key), now);
            if (label is null)
            {
                return;
            }

            lock (label.Gate)
            {
                Restore(from, label, book);
            }
        }
    }

    /// <summary>
    /// Takes over what another gateway decided, learned or admitted. Of two decisions the later one counts; of two shapes
    /// the earlier, because a shape is always the same decision.
    /// </summary>
    public static void Adopt(StoredLabel other, LabelBook book, DateTimeOffset now)
    {
        if (book.FindOrAdd(other.Id, Encoding.UTF8.GetBytes(other.Metric), Encoding.UTF8.GetBytes(other.Key), now) is not { } label)
        {
            return;
        }

        lock (label.Gate)
        {
            LabelDecision present = label.Decision;
            bool bothShapes = present.Rule == DecisionRule.Shape && other.Rule == DecisionRule.Shape;
            bool counts = present == LabelDecision.None || (bothShapes ? other.Since < present.Since : other.Since > present.Since);
            if (label.Policy is null && !label.IsExempt && counts)
            {
                Restore(other, label, book);
            }
            else
            {
                Join(other, label, book);
            }
        }
    }

    /// <summary>Null where there is nothing to keep.</summary>
    private static StoredLabel? Save(Label label)
    {
        lock (label.Gate)
        {
            LabelDecision decision = label.Decision;
            List<ulong[]> places = label.Places?.Save() ?? [];
            ulong[] admitted = [.. label.Admitted?.Hashes() ?? []];
            return decision.Rule == DecisionRule.None && label.Returns == 0 && places.Count == 0 && admitted.Length == 0
                ? null
                : new StoredLabel(
                    label.Id,
                    label.MetricText,
                    label.KeyText,
                    decision.Action,
                    decision.Rule,
                    decision.Shape,
                    decision.Since,
                    decision.Evidence,
                    label.Returns,
                    admitted,
                    places);
        }
    }

    private static void Restore(StoredLabel from, Label label, LabelBook book)
    {
        label.Returns = Math.Max(label.Returns, from.Returns);
        if (label.Policy is null && !label.IsExempt)
        {
            label.Decide(new LabelDecision(from.Action, from.Rule, from.Shape, from.Since, from.Evidence));
            if (!label.Decision.IsStatistical)
            {
                book.ReleaseLimit(label);
            }
        }

        Join(from, label, book);
    }

    /// <summary>What only grows: learned places, and values that keep their place.</summary>
    private static void Join(StoredLabel from, Label label, LabelBook book)
    {
        if (from.Places.Count > 0)
        {
            label.Places ??= new LearnedPlaces(book.Seed, book.Options.MaxNamesPerPlace, book.Places);
            label.Places.Restore(from.Places);
        }

        int? limit = label.Policy is { Action: LabelAction.Limit } policy ? policy.Limit
            : label.Decision is { IsStatistical: true, Action: LabelAction.Limit } ? book.Options.MaxDistinct
            : null;
        if (limit is { } places && from.Admitted.Count > 0)
        {
            label.Admitted ??= book.TakeLimit(places);
            foreach (ulong hash in from.Admitted)
            {
                label.Admitted?.Admit(hash);
            }
        }

        label.ForgetVerdicts();
    }
}
