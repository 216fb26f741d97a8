// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>The samples of one scrape.</summary>
internal sealed class MetricsPage(IReadOnlyList<MetricSample> samples)
{
    public IReadOnlyList<MetricSample> Samples => samples;

    public static MetricsPage Parse(string text)
    {
        var samples = new List<MetricSample>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != '#')
            {
                int space = line.LastIndexOf(' ');
                int brace = line.IndexOf('{', StringComparison.Ordinal);
                string name = line[..(brace < 0 ? space : brace)];
                string labels = brace < 0 ? "" : line[(brace + 1)..line.LastIndexOf('}')];
                samples.Add(new MetricSample(name, labels, double.Parse(line.AsSpan(space + 1), CultureInfo.InvariantCulture)));
            }
        }

        return new MetricsPage(samples);
    }

    /// <summary>The sum of all samples of a name that have every one of the labels; null when there is none.</summary>
    public double? Sum(string name, params string[] labels)
    {
        MetricSample[] found = [.. samples.Where(sample => sample.Name == name
            && labels.All(label => sample.Labels.Contains(label, StringComparison.Ordinal)))];
        return found.Length == 0 ? null : found.Sum(sample => sample.Value);
    }
}

/// <param name="Labels">As served, for example <c>receiver="otlp",transport="grpc"</c>.</param>
internal sealed record MetricSample(string Name, string Labels, double Value);
