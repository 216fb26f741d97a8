// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>What one processor shows at <c>GET /cardinality</c>: its labels, those first that save most series.</summary>
internal sealed class CardinalityPage(LabelBook book) : IStatusPart
{
    public const string Path = "/cardinality";

    public void Write(Utf8JsonWriter json, int limit)
    {
        List<LabelReport> reports = [.. book.Labels.All().Select(LabelReport.Of)];
        json.WriteStartObject();
        json.WriteBoolean("dry_run", book.Options.DryRun);
        json.WriteString("window_start", book.Epoch.Start);
        json.WriteNumber("watched", reports.Count);
        json.WriteNumber("unwatched", book.Unwatched);
        json.WriteNumber("series_saved", reports.Sum(report => report.SeriesSaved));
        json.WriteStartArray("labels");
        IEnumerable<LabelReport> shown = reports
            .OrderByDescending(report => report.SeriesSaved)
            .ThenByDescending(report => report.Distinct)
            .ThenBy(report => report.Metric, StringComparer.Ordinal)
            .ThenBy(report => report.Label, StringComparer.Ordinal)
            .Take(limit);
        foreach (LabelReport report in shown)
        {
            Write(json, report);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LabelReport report)
    {
        json.WriteStartObject();
        json.WriteString("metric", report.Metric);
        json.WriteString("label", report.Label);
        json.WriteString("decision", Words.Of(report.Decision.Action));
        json.WriteString("rule", Words.Of(report.Decision.Rule));
        if (report.Decision.Shape != ValueShape.None)
        {
            json.WriteString("shape", ShapeNames.Of(report.Decision.Shape));
        }

        json.WriteString("evidence", report.Decision.Evidence);
        if (report.Decision.Since > DateTimeOffset.UnixEpoch)
        {
            json.WriteString("since", report.Decision.Since);
        }

        json.WriteNumber("series_saved", report.SeriesSaved);
        json.WriteNumber("distinct", report.Distinct);
        json.WriteNumber("distinct_left", report.Left);
        json.WriteNumber("observed", report.Observed);
        if (report.UniqueShare is { } share)
        {
            json.WriteNumber("unique_share", Math.Round(share, 3));
        }

        json.WriteNumber("entropy_bits_per_byte", Math.Round(report.Entropy, 2));
        json.WriteStartObject("shapes");
        foreach ((ValueShape shape, long values) in report.Shapes)
        {
            json.WriteNumber(ShapeNames.Of(shape), values);
        }

        json.WriteEndObject();
        json.WriteStartArray("examples");
        foreach (string example in report.Examples)
        {
            json.WriteStringValue(example);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
