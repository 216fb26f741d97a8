// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Detection.Scan;
using Xunit;

namespace OtlpGateway.Detection.Tests.Labelled;

/// <summary>
/// Each detector alone over the whole set: its own values have to be found, exactly as far as they go; whatever it finds in
/// near misses and in values of other kinds is wrong.
/// </summary>
public sealed class LabelledSetTests
{
    private const double MinPrecision = 0.99;
    private const double MinRecall = 0.97;

    private static readonly LabelledValue[] Values = [.. Positives.All(), .. Positives.NearlyCards(), .. NearMisses.All()];

    public static TheoryData<DetectorKind> Kinds => [.. Enum.GetValues<DetectorKind>()];

    [Fact]
    public void Set_HasTwoThousandValuesAndMore()
    {
        Assert.True(Values.Length >= 2000, $"{Values.Length} values");
        Assert.All(Enum.GetValues<DetectorKind>(), kind => Assert.True(Values.Count(value => value.Kind == kind) >= 100));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Detector_OnTheSet_IsPreciseAndFindsNearlyAll(DetectorKind kind)
    {
        Score score = Measure(kind);

        Assert.True(score.Precision >= MinPrecision, $"precision {score.Precision:F4}; found where nothing is: {string.Join(" | ", score.Wrong.Take(10))}");
        Assert.True(score.Recall >= MinRecall, $"recall {score.Recall:F4}; missed: {string.Join(" | ", score.Missed.Take(10))}");
    }

    /// <summary>The table in the documentation is this test's.</summary>
    [Fact]
    public void Documentation_HasTheseFigures()
    {
        string[] lines = File.ReadAllLines(Path.Combine(FindRepository(), "docs", "redaction.md"));
        List<string> missing = [];
        foreach (DetectorKind kind in Enum.GetValues<DetectorKind>())
        {
            Score score = Measure(kind);
            string row = string.Create(
                CultureInfo.InvariantCulture,
                $"| {score.Positives} | {score.Negatives} | {score.Precision:F4} | {score.Recall:F4} |");
            string name = $"| `{NameOf(kind)}` |";
            if (!lines.Any(line => line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith(row, StringComparison.Ordinal)))
            {
                missing.Add($"{name} ... {row}");
            }
        }

        Assert.True(missing.Count == 0, $"docs/redaction.md lacks\n{string.Join('\n', missing)}");
    }

    private static Score Measure(DetectorKind kind)
    {
        int hits = 0;
        int positives = 0;
        int negatives = 0;
        List<string> wrong = [];
        List<string> missed = [];
        foreach (LabelledValue value in Values.Where(value => !HasBoth(value, kind)))
        {
            bool isPositive = value.Kind == kind;
            positives += isPositive ? 1 : 0;
            negatives += isPositive ? 0 : 1;
            List<string> found = Find(value.Text, kind);
            bool isHit = isPositive && found.Remove(value.Match);
            hits += isHit ? 1 : 0;
            wrong.AddRange(found);
            if (isPositive && !isHit)
            {
                missed.Add(value.Text);
            }
        }

        return new Score(positives, negatives, (double)hits / Math.Max(1, hits + wrong.Count), (double)hits / positives, wrong, missed);
    }

    // A card in one run is a long run of digits as well, and an IPv6 address may end in an IPv4 one: what is right there is
    // a matter of taste.
    private static bool HasBoth(LabelledValue value, DetectorKind kind) =>
        (kind == DetectorKind.LongDigits && value.Kind is DetectorKind.Card or DetectorKind.Phone or DetectorKind.CloudKey)
        || (kind == DetectorKind.IPv4 && value.Kind == DetectorKind.IPv6);

    private static List<string> Find(string text, DetectorKind kind)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        List<string> found = [];
        var scan = new DetectionScan(utf8, Prefilter.Candidates(utf8, (Detectors)(1 << (int)kind)));
        while (scan.MoveNext())
        {
            found.Add(Encoding.UTF8.GetString(utf8, scan.Current.Start, scan.Current.Length));
        }

        return found;
    }

    private static string NameOf(DetectorKind kind) => kind switch
    {
        DetectorKind.PrivateKey => "private_key",
        DetectorKind.CloudKey => "cloud_key",
        DetectorKind.LongDigits => "long_digits",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string FindRepository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OtlpGateway.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("OtlpGateway.sln is in no directory above the tests");
    }

    private sealed record Score(int Positives, int Negatives, double Precision, double Recall, List<string> Wrong, List<string> Missed);
}
