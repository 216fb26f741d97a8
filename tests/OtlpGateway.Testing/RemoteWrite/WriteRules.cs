// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using RemoteWrite.V1;
using V2 = RemoteWrite.V2;

namespace OtlpGateway.Testing.RemoteWrite;

/// <summary>
/// What remote write asks of a sender, rule by rule: the MUSTs of both versions' specifications, and what receivers check.
/// Every breach is an exception.
/// </summary>
public static partial class WriteRules
{
    private const ulong StaleBits = 0x7FF0_0000_0000_0002;

    public static void Check(WriteRequest request)
    {
        foreach (TimeSeries series in request.Timeseries)
        {
            Labels([.. series.Labels.Select(label => (label.Name, label.Value))], needsName: true);
            Points([.. series.Samples.Select(sample => sample.Timestamp)], [.. series.Histograms.Select(histogram => histogram.Timestamp)]);
            foreach (Histogram histogram in series.Histograms)
            {
                Must(histogram.CustomValues.Count == 0 && histogram.Schema is >= -4 and <= 8, "1.0 knows exponential buckets only");
                Must(histogram.CountCase == Histogram.CountOneofCase.CountInt && histogram.ZeroCountCase == Histogram.ZeroCountOneofCase.ZeroCountInt, "counts are integers");
                Buckets(
                    histogram.CountInt, histogram.ZeroCountInt, BitConverter.DoubleToUInt64Bits(histogram.Sum),
                    [.. histogram.PositiveSpans.Select(span => (span.Offset, span.Length))], histogram.PositiveDeltas,
                    [.. histogram.NegativeSpans.Select(span => (span.Offset, span.Length))], histogram.NegativeDeltas);
            }

            foreach (Exemplar exemplar in series.Exemplars)
            {
                Labels([.. exemplar.Labels.Select(label => (label.Name, label.Value))], needsName: false);
                Must(exemplar.Timestamp > 1_000_000_000_000, "an exemplar's time is in milliseconds");
            }
        }

        Must(request.Metadata.Select(family => family.MetricFamilyName).Distinct().Count() == request.Metadata.Count, "a family is described once");
    }

    public static void Check(V2.Request request)
    {
        Must(request.Symbols.Count > 0 && request.Symbols[0].Length == 0, "the first symbol is empty");
        Must(request.Symbols.Distinct(StringComparer.Ordinal).Count() == request.Symbols.Count, "a symbol is there once");
        foreach (V2.TimeSeries series in request.Timeseries)
        {
            Labels(Resolve(request, series.LabelsRefs), needsName: true);
            Points([.. series.Samples.Select(sample => sample.Timestamp)], [.. series.Histograms.Select(histogram => histogram.Timestamp)]);
            Must(series.Samples.All(sample => sample.StartTimestamp <= sample.Timestamp), "a sample does not start after its time");
            foreach (V2.Histogram histogram in series.Histograms)
            {
                Must(histogram.StartTimestamp <= histogram.Timestamp, "a histogram does not start after its time");
                Custom(histogram);
                Buckets(
                    histogram.CountInt, histogram.ZeroCountInt, BitConverter.DoubleToUInt64Bits(histogram.Sum),
                    [.. histogram.PositiveSpans.Select(span => (span.Offset, span.Length))], histogram.PositiveDeltas,
                    [.. histogram.NegativeSpans.Select(span => (span.Offset, span.Length))], histogram.NegativeDeltas);
            }

            foreach (V2.Exemplar exemplar in series.Exemplars)
            {
                Labels(Resolve(request, exemplar.LabelsRefs), needsName: false);
                Must(exemplar.Timestamp > 1_000_000_000_000, "an exemplar's time is in milliseconds");
            }

            Must(series.Metadata is not null, "a series has its metadata");
            Must(series.Metadata!.HelpRef < request.Symbols.Count && series.Metadata.UnitRef < request.Symbols.Count, "metadata refers to symbols");
        }
    }

    /// <summary>Fails unless it holds.</summary>
    public static void Must(bool holds, string rule)
    {
        if (!holds)
        {
            throw new InvalidDataException($"the request breaks a rule: {rule}");
        }
    }

    private static void Labels(IReadOnlyList<(string Name, string Value)> labels, bool needsName)
    {
        string last = "";
        foreach ((string name, string value) in labels)
        {
            Must(LabelName().IsMatch(name), $"'{name}' is a label's name");
            Must(string.CompareOrdinal(last, name) < 0, $"'{name}' does not come after '{last}'");
            Must(value.Length > 0, $"'{name}' has a value");
            last = name;
        }

        string[] names = [.. labels.Where(label => label.Name == "__name__").Select(label => label.Value)];
        Must(names.Length == (needsName ? 1 : 0), "a series has a name, an exemplar none");
        Must(names.All(name => MetricName().IsMatch(name)), $"'{string.Concat(names)}' is a metric's name");
    }

    private static void Points(long[] samples, long[] histograms)
    {
        Must(samples.Length + histograms.Length > 0, "a series has a sample or a histogram");
        Must(samples.Length == 0 || histograms.Length == 0, "a series has samples or histograms, not both");
        long[] all = [.. samples, .. histograms];
        Must(all.Zip(all.Skip(1)).All(pair => pair.First < pair.Second), "the points of a series are in order of time, one a time");
        Must(all.All(time => time is > 1_000_000_000_000 and < 10_000_000_000_000_000), "times are in milliseconds");
    }

    private static void Custom(V2.Histogram histogram)
    {
        if (histogram.Schema != -53)
        {
            Must(histogram.Schema is >= -4 and <= 8 && histogram.CustomValues.Count == 0, "the schema is known");
            return;
        }

        Must(histogram.ZeroCountInt == 0 && histogram.NegativeSpans.Count == 0, "bounds of its own leave no zero bucket and no negative side");
        Must(histogram.CustomValues.All(double.IsFinite), "bounds are finite");
        Must(histogram.CustomValues.Zip(histogram.CustomValues.Skip(1)).All(pair => pair.First < pair.Second), "bounds increase");
    }

    private static void Buckets(
        ulong count, ulong zero, ulong sum,
        (int Offset, uint Length)[] positive, IReadOnlyList<long> positiveDeltas,
        (int Offset, uint Length)[] negative, IReadOnlyList<long> negativeDeltas)
    {
        if (sum == StaleBits)
        {
            return;
        }

        Must(count == zero + Side(positive, positiveDeltas) + Side(negative, negativeDeltas), "the count is that of all buckets");
    }

    private static ulong Side((int Offset, uint Length)[] spans, IReadOnlyList<long> deltas)
    {
        Must(spans.Skip(1).All(span => span.Offset >= 0), "later spans begin behind earlier ones");
        Must(spans.Sum(span => span.Length) == deltas.Count, "spans have as many buckets as there are counts");
        long bucket = 0;
        ulong total = 0;
        foreach (long delta in deltas)
        {
            bucket += delta;
            Must(bucket >= 0, "no count is negative");
            total += (ulong)bucket;
        }

        return total;
    }

    private static (string, string)[] Resolve(V2.Request request, IReadOnlyList<uint> refs)
    {
        Must(refs.Count % 2 == 0, "references come in pairs");
        Must(refs.All(symbol => symbol < request.Symbols.Count), "references are to symbols");
        return [.. refs.Chunk(2).Select(pair => (request.Symbols[(int)pair[0]], request.Symbols[(int)pair[1]]))];
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex LabelName();

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex MetricName();
}
