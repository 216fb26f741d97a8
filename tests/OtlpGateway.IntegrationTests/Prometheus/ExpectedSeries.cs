// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;

namespace OtlpGateway.IntegrationTests.Prometheus;

/// <summary>
/// What <c>otlp-gateway send --scenario cardinality --json</c> says must be found, as series of Prometheus: names and labels as
/// the issue's table has them.
/// </summary>
internal static class ExpectedSeries
{
    private static readonly string[] Bounds = ["0.25", "0.5", "1", "2", "+Inf"];

    /// <summary>Series with their values, in the form that <see cref="Testing.Prometheus.PromSeries"/> has as text.</summary>
    public static Dictionary<string, double> Parse(string json)
    {
        Dictionary<string, double> series = new(StringComparer.Ordinal);
        using JsonDocument rows = JsonDocument.Parse(json);
        foreach (JsonElement row in rows.RootElement.EnumerateArray())
        {
            string name = row.GetProperty("metric").GetString()!;
            string template = row.GetProperty("template").GetString()!;
            string label = template.Length == 0 ? "" : $"{row.GetProperty("label").GetString()}=\"{template}\"";
            switch (row.GetProperty("kind").GetString())
            {
                case "gauge":
                    series[Text(name, label)] = row.GetProperty("mean").GetDouble();
                    break;
                case "counter":
                    series[Text(name.EndsWith("_total", StringComparison.Ordinal) ? name : $"{name}_total", label)] = row.GetProperty("count").GetDouble();
                    break;
                default:
                    AddHistogram(series, name, label, row);
                    break;
            }
        }

        return series;
    }

    /// <summary>Whether the series only grows.</summary>
    public static bool IsCounter(string series) => series.Split('{')[0] is var name
        && (name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal)
            || name.EndsWith("_count", StringComparison.Ordinal) || name.EndsWith("_sum", StringComparison.Ordinal));

    private static void AddHistogram(Dictionary<string, double> series, string name, string label, JsonElement row)
    {
        double count = 0;
        int bucket = 0;
        foreach (JsonElement events in row.GetProperty("buckets").EnumerateArray())
        {
            count += events.GetDouble();
            series[Text($"{name}_bucket", label, $"le=\"{Bounds[bucket++]}\"")] = count;
        }

        series[Text($"{name}_count", label)] = row.GetProperty("count").GetDouble();
        series[Text($"{name}_sum", label)] = row.GetProperty("sum").GetDouble();
    }

    private static string Text(string name, params string[] labels) => string.Create(
        CultureInfo.InvariantCulture,
        $"{name}{{{string.Join(", ", labels.Where(label => label.Length > 0).Concat(["env=\"prod\"", "job=\"checkout\"", "region=\"us-east\""]).Order(StringComparer.Ordinal))}}}");
}
