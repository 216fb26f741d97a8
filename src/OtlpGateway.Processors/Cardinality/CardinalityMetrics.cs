// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Processors.Cardinality.Labels;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>The instruments of one processor. A dry run counts what it would have done.</summary>
internal sealed class CardinalityMetrics
{
    private readonly Counter<long> _changed;
    private readonly KeyValuePair<string, object?> _processor;

    public CardinalityMetrics(Meter meter, CardinalityControl control)
    {
        _processor = new("processor", control.Id.ToString());
        _changed = meter.CreateCounter<long>(
            "otelcol_processor_cardinality_changed_labels", "{label}", "Labels of data points that were dropped, normalised, or replaced as beyond a limit.");
        meter.CreateObservableGauge(
            "otelcol_processor_cardinality_watched_labels", () => Of(control, book => book.Labels.Count), "{label}", "Pairs of metric and label that are watched.");
        meter.CreateObservableCounter(
            "otelcol_processor_cardinality_unwatched_labels", () => Of(control, book => book.Unwatched), "{label}", "Labels of data points that there was no room to watch.");
        meter.CreateObservableGauge(
            "otelcol_processor_cardinality_templates", () => Of(control, book => book.Epoch.Templates.Count), "{template}", "Templates that this window wrote.");
        meter.CreateObservableGauge(
            "otelcol_processor_cardinality_decided_labels", () => Decided(control), "{label}", "Watched labels, by what was decided about them.");
        meter.CreateObservableGauge(
            "otelcol_processor_cardinality_saved_series", () => Of(control, SeriesSaved), "{series}", "Series that decisions spare in a window, at least.");
    }

    /// <param name="verdicts">How often each was given.</param>
    public void Count(ReadOnlySpan<long> verdicts)
    {
        Add(verdicts[(int)Verdict.Drop], "drop");
        Add(verdicts[(int)Verdict.Template], "normalise");
        Add(verdicts[(int)Verdict.Other], "limit");
    }

    private void Add(long count, string action)
    {
        if (count > 0)
        {
            _changed.Add(count, _processor, new KeyValuePair<string, object?>("action", action));
        }
    }

    private IEnumerable<Measurement<long>> Of(CardinalityControl control, Func<LabelBook, long> value) =>
        control.Book is { } book ? [new Measurement<long>(value(book), _processor)] : [];

    private IEnumerable<Measurement<long>> Decided(CardinalityControl control) => control.Book is not { } book
        ? []
        : book.Labels.All()
            .GroupBy(label => label.Policy?.Action ?? label.Decision.Action)
            .Select(group => new Measurement<long>(group.Count(), _processor, new KeyValuePair<string, object?>("action", Words.Of(group.Key))));

    private static long SeriesSaved(LabelBook book) => book.Labels.All().Sum(label => LabelReport.Of(label).SeriesSaved);
}
