// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Series;

/// <summary>
/// What the translation of a metrics request is pushed into. For each metric <see cref="Family"/>, then for each of its data
/// points <see cref="Point"/>, then the point's series, each with its exemplars behind it. Every argument is borrowed for
/// the call.
/// </summary>
/// <remarks>
/// Labels are in the form of remote write 1.0 (<c>repeated Label labels = 1</c>), which <see cref="Labels.LabelReader"/>
/// reads: sorted by name bytewise, names unique, neither names nor values empty, <c>__name__</c> among them.
/// </remarks>
public interface ISeriesSink
{
    /// <summary>The following series belong to this metric, until the next call. One family may come several times.</summary>
    void Family(scoped in MetricFamily family);

    /// <summary>A data point begins.</summary>
    /// <param name="hash">Of the family and the labels that all series of the point have: the same for the same point of every request.</param>
    void Point(ulong hash);

    /// <summary>
    /// A series of the resource itself begins, which is no data point; else as <see cref="Point"/>. No body here: called on a
    /// sink that is a struct it would run on a copy.
    /// </summary>
    void Target(ulong hash);

    /// <summary>A sample of a float series: all but native histograms. Of a classic histogram and a summary each series in its turn.</summary>
    void Sample(scoped ReadOnlySpan<byte> labels, in SampleValue sample);

    /// <summary>A native histogram.</summary>
    void Histogram(scoped ReadOnlySpan<byte> labels, NativeHistogram histogram);

    /// <summary>An exemplar of the series before it. Its labels have the same form, without <c>__name__</c>.</summary>
    void Exemplar(scoped ReadOnlySpan<byte> labels, ulong valueBits, long timestamp);
}
