// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Text.RegularExpressions;
using Xunit;

namespace OtlpGateway.Tests.Deployment;

/// <summary>What the image runs: its configurations, and the metrics that it serves.</summary>
internal static partial class ShippedGateway
{
    public const string ConfigFolder = "/etc/otlp-gateway/";

    private static readonly Lazy<List<Regex>> Metrics = new(FindMetrics);

    /// <summary>The files of this repository that a command line in the image names.</summary>
    public static List<string> ConfigsOf(IEnumerable<string> args) => [.. args
        .Where(arg => arg.StartsWith(ConfigFolder, StringComparison.Ordinal))
        .Select(arg => Repository.PathOf("config", arg[ConfigFolder.Length..]))];

    /// <summary>Runs <c>validate</c> in a process of its own, with the variables that the deployment sets.</summary>
    public static async Task AssertValidAsync(IReadOnlyCollection<string> configs, IEnumerable<KeyValuePair<string, string>> variables)
    {
        Assert.NotEmpty(configs);
        Assert.All(configs, config => Assert.True(File.Exists(config), $"{config} is not there"));
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "otlp-gateway"), ["validate", .. configs.SelectMany(config => new[] { "--config", config })])
        {
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", errors);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>The names of environment variables that configurations read.</summary>
    public static IEnumerable<string> VariablesOf(IEnumerable<string> configs) =>
        configs.SelectMany(config => Variable().Matches(File.ReadAllText(config)).Select(match => match.Groups[1].Value)).Distinct();

    public static IEnumerable<string> PortsOf(IEnumerable<string> configs) =>
        configs.SelectMany(config => Port().Matches(File.ReadAllText(config)).Select(match => match.Groups[1].Value)).Distinct();

    /// <summary>The metrics of ours that a query asks for; each must be one that the source declares.</summary>
    public static void AssertMetricsExist(string query)
    {
        MatchCollection names = MetricName().Matches(query);
        foreach (Match name in names)
        {
            string bare = Suffix().Replace(name.Value, "");
            Assert.True(Metrics.Value.Exists(metric => metric.IsMatch(bare)), $"no component has the metric {bare}");
        }
    }

    public static bool AsksForOurs(string query) => MetricName().IsMatch(query);

    private static List<Regex> FindMetrics()
    {
        IEnumerable<string> sources = Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories);
        return [.. sources
            .SelectMany(source => Declaration().Matches(File.ReadAllText(source)).Select(match => match.Groups[1].Value))
            .Distinct()
            .Select(name => new Regex($"^{Placeholder().Replace(name, "(spans|metric_points|log_records)")}$"))];
    }

    [GeneratedRegex("\"((otelcol|otlpgateway)_[A-Za-z0-9_{}().]+)\"")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\b(otelcol|otlpgateway)_[a-z0-9_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\$\{env:([A-Z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?:\}:|port: )(\d+)")]
    private static partial Regex Port();
}
