// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Series;

namespace OtlpGateway.Prometheus.Tests.Translation;

/// <summary>Writes what it is told as lines that a test can compare.</summary>
internal sealed class TextSink : ISeriesSink
{
    private readonly List<string> _lines = [];
    private readonly HashSet<ulong> _points = [];

    /// <summary>Series, in order.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Families as <c>name type unit help</c>, in order.</summary>
    public List<string> Families { get; } = [];

    public List<string> Exemplars { get; } = [];

    /// <summary>How many different points there were.</summary>
    public int Points => _points.Count;

    public void Family(scoped in MetricFamily family) =>
        Families.Add($"{Text(family.Name)} {family.Type} {Text(family.Unit)} {Text(family.Help)}".TrimEnd());

    public void Point(ulong hash) => _points.Add(hash);

    public void Target(ulong hash) => Point(hash);

    public void Sample(scoped ReadOnlySpan<byte> labels, in SampleValue sample)
    {
        string value = sample.IsStale ? "stale" : sample.Value.ToString("R", CultureInfo.InvariantCulture);
        _lines.Add($"{Labels(labels)} {value} @{sample.Timestamp}{Since(sample.StartTimestamp)}");
    }

    public void Histogram(scoped ReadOnlySpan<byte> labels, NativeHistogram histogram)
    {
        string sum = histogram.IsStale ? "stale" : BitConverter.UInt64BitsToDouble(histogram.SumBits).ToString("R", CultureInfo.InvariantCulture);
        string bounds = histogram.CustomBounds.Count == 0 ? "" : $" bounds [{string.Join(' ', histogram.CustomBounds.Select(bound => bound.ToString("R", CultureInfo.InvariantCulture)))}]";
        _lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{Labels(labels)} schema {histogram.Schema} count {histogram.Count} sum {sum} zero {histogram.ZeroCount}<={histogram.ZeroThreshold:R} + {Side(histogram.Positive)} - {Side(histogram.Negative)}{bounds} @{histogram.Timestamp}{Since(histogram.StartTimestamp)}"));
    }

    public void Exemplar(scoped ReadOnlySpan<byte> labels, ulong valueBits, long timestamp) =>
        Exemplars.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{_lines[^1].Split(' ')[0]} {Labels(labels)} {BitConverter.UInt64BitsToDouble(valueBits):R} @{timestamp}"));

    /// <summary>The name, then the labels, which must be sorted, unique and without empty values.</summary>
    private static string Labels(ReadOnlySpan<byte> labels)
    {
        string name = "";
        List<string> others = [];
        byte[] last = [];
        LabelReader reader = new(labels);
        while (reader.Read())
        {
            if (reader.Name.SequenceCompareTo(last) <= 0 || reader.Value.IsEmpty)
            {
                throw new InvalidDataException($"{Text(reader.Name)} after {Text(last)} is out of order, twice, or empty");
            }

            last = reader.Name.ToArray();
            if (Text(last) == "__name__")
            {
                name = Text(reader.Value);
            }
            else
            {
                others.Add($"{Text(last)}=\"{Text(reader.Value)}\"");
            }
        }

        return $"{name}{{{string.Join(',', others)}}}";
    }

    private static string Side(BucketList side) =>
        $"[{string.Join(' ', side.Spans.Select(span => $"{span.Offset}x{span.Length}"))}: {string.Join(' ', side.Counts)}]";

    private static string Since(long start) => start == 0 ? "" : $" since {start}";

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
