// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace OtlpGateway.IntegrationTests.Reaggregation;

/// <summary>What the <c>file</c> exporter wrote: every point that was given out, in order.</summary>
internal static class OutputFile
{
    /// <summary>The points of one or several files by time; a line that is being written is left out.</summary>
    public static List<OutputPoint> Read(params IEnumerable<string> paths)
    {
        List<OutputPoint> points = [];
        foreach (string path in paths.Where(File.Exists))
        {
            // The writer has locked it, and .NET would ask for the lock.
            using FileStream file = new(new SafeFileHandle(Open(path, 0), ownsHandle: true), FileAccess.Read);
            using StreamReader reader = new(file);
            foreach (string line in reader.ReadToEnd().Split('\n')[..^1])
            {
                points.AddRange(Points(line, path));
            }
        }

        return [.. points.OrderBy(point => point.Time)];
    }

    /// <summary>Whether the last point of each metric is its total.</summary>
    public static bool IsAllOut(IReadOnlyDictionary<string, long> totals, params IEnumerable<string> paths)
    {
        List<OutputPoint> points = Read(paths);
        return totals.All(total => Last(points, total.Key)?.Value == total.Value);
    }

    /// <summary>No series ever falls, begins anew or stands still in time, and what comes last is the total.</summary>
    public static void AssertNeverFalls(List<OutputPoint> points, IReadOnlyDictionary<string, long> totals)
    {
        foreach (IGrouping<string, OutputPoint> series in points.GroupBy(point => point.Series))
        {
            OutputPoint? before = null;
            foreach (OutputPoint point in series)
            {
                Assert.True(before is null || point.Value >= before.Value, $"{series.Key} fell: {point} came after {before}");
                Assert.True(before is null || point.Time > before.Time, $"{series.Key} has one time twice: {point} came after {before}");
                Assert.True(before is null || point.Start == before.Start, $"{series.Key} began anew: {point} came after {before}");
                before = point;
            }
        }

        Assert.NotEmpty(totals);
        Assert.All(totals, total => Assert.Equal(total.Value, Last(points, total.Key)?.Value));
    }

    /// <summary>The last point of a metric that has one series.</summary>
    private static OutputPoint? Last(List<OutputPoint> points, string metric)
    {
        List<OutputPoint> of = points.FindAll(point => point.Metric == metric);
        Assert.True(of.Select(point => point.Series).Distinct().Count() <= 1, $"{metric} has several series: {string.Join(", ", of.Select(point => point.Series).Distinct())}");
        return of.Count == 0 ? null : of[^1];
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags);

    private static IEnumerable<OutputPoint> Points(string line, string path)
    {
        using JsonDocument request = JsonDocument.Parse(line);
        foreach (JsonElement resource in request.RootElement.GetProperty("resourceMetrics").EnumerateArray())
        {
            foreach (JsonElement metric in resource.GetProperty("scopeMetrics").EnumerateArray().SelectMany(scope => scope.GetProperty("metrics").EnumerateArray()))
            {
                foreach (JsonElement point in metric.GetProperty("sum").GetProperty("dataPoints").EnumerateArray())
                {
                    string name = metric.GetProperty("name").GetString()!;
                    string series = $"{name} {Text(resource, "resource")} {Text(point, "attributes")}";
                    yield return new OutputPoint(
                        name, series, Nanos(point, "startTimeUnixNano"), Nanos(point, "timeUnixNano"), Value(point), Path.GetFileName(Path.GetDirectoryName(path))!);
                }
            }
        }
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement found) ? found.GetRawText() : "";

    private static long Nanos(JsonElement point, string name) => long.Parse(point.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static double Value(JsonElement point) => point.TryGetProperty("asDouble", out JsonElement number)
        ? number.GetDouble()
        : double.Parse(point.GetProperty("asInt").GetString()!, CultureInfo.InvariantCulture);
}

/// <summary>One point as it was given out.</summary>
internal sealed record OutputPoint(string Metric, string Series, long Start, long Time, double Value, string Writer);
