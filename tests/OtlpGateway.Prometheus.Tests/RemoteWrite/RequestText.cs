// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using RemoteWrite.V1;
using V2 = RemoteWrite.V2;

namespace OtlpGateway.Prometheus.Tests.RemoteWrite;

/// <summary>Requests as the official library reads them, in lines as <see cref="Translation.TextSink"/> writes them.</summary>
internal static class RequestText
{
    private const ulong StaleBits = 0x7FF0_0000_0000_0002;

    public static IEnumerable<string> Lines(WriteRequest request) => request.Timeseries.SelectMany(series =>
        series.Samples.Select(sample => $"{Labels(series.Labels)} {Number(sample.Value)} @{sample.Timestamp}")
            .Concat(series.Histograms.Select(histogram => $"{Labels(series.Labels)} {Text(histogram)} @{histogram.Timestamp}")));

    public static IEnumerable<string> Exemplars(WriteRequest request) => request.Timeseries.SelectMany(series =>
        series.Exemplars.Select(exemplar => $"{Labels(series.Labels).Split(' ')[0]} {Labels(exemplar.Labels)} {Number(exemplar.Value)} @{exemplar.Timestamp}"));

    public static IEnumerable<string> Lines(V2.Request request) => request.Timeseries.SelectMany(series =>
    {
        string labels = Labels(Resolve(request, series.LabelsRefs));
        return series.Samples.Select(sample => $"{labels} {Number(sample.Value)} @{sample.Timestamp}{Since(sample.StartTimestamp)}")
            .Concat(series.Histograms.Select(histogram => $"{labels} {Text(histogram)} @{histogram.Timestamp}{Since(histogram.StartTimestamp)}"));
    });

    public static IEnumerable<string> Exemplars(V2.Request request) => request.Timeseries.SelectMany(series =>
        series.Exemplars.Select(exemplar =>
            $"{Labels(Resolve(request, series.LabelsRefs)).Split(' ')[0]} {Labels(Resolve(request, exemplar.LabelsRefs))} {Number(exemplar.Value)} @{exemplar.Timestamp}"));

    private static List<Label> Resolve(V2.Request request, IReadOnlyList<uint> refs) =>
        [.. refs.Chunk(2).Select(pair => new Label { Name = request.Symbols[(int)pair[0]], Value = request.Symbols[(int)pair[1]] })];

    private static string Labels(IEnumerable<Label> labels)
    {
        string name = string.Concat(labels.Where(label => label.Name == "__name__").Select(label => label.Value));
        return $"{name}{{{string.Join(',', labels.Where(label => label.Name != "__name__").Select(label => $"{label.Name}=\"{label.Value}\""))}}}";
    }

    private static string Text(Histogram histogram) => string.Create(
        CultureInfo.InvariantCulture,
        $"schema {histogram.Schema} count {histogram.CountInt} sum {Number(histogram.Sum)} zero {histogram.ZeroCountInt}<={histogram.ZeroThreshold:R} + {Side([.. histogram.PositiveSpans.Select(span => (span.Offset, span.Length))], histogram.PositiveDeltas)} - {Side([.. histogram.NegativeSpans.Select(span => (span.Offset, span.Length))], histogram.NegativeDeltas)}{Bounds(histogram.CustomValues)}");

    private static string Text(V2.Histogram histogram) => string.Create(
        CultureInfo.InvariantCulture,
        $"schema {histogram.Schema} count {histogram.CountInt} sum {Number(histogram.Sum)} zero {histogram.ZeroCountInt}<={histogram.ZeroThreshold:R} + {Side([.. histogram.PositiveSpans.Select(span => (span.Offset, span.Length))], histogram.PositiveDeltas)} - {Side([.. histogram.NegativeSpans.Select(span => (span.Offset, span.Length))], histogram.NegativeDeltas)}{Bounds(histogram.CustomValues)}");

    private static string Side((int Offset, uint Length)[] spans, IReadOnlyList<long> deltas)
    {
        long last = 0;
        return $"[{string.Join(' ', spans.Select(span => $"{span.Offset}x{span.Length}"))}: {string.Join(' ', deltas.Select(delta => last += delta))}]";
    }

    private static string Bounds(IReadOnlyList<double> bounds) =>
        bounds.Count == 0 ? "" : $" bounds [{string.Join(' ', bounds.Select(bound => bound.ToString("R", CultureInfo.InvariantCulture)))}]";

    private static string Number(double value) =>
        BitConverter.DoubleToUInt64Bits(value) == StaleBits ? "stale" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Since(long start) => start == 0 ? "" : $" since {start}";
}
