// SPDX-License-Identifier: Apache-2.0

using RemoteWrite.V1;
using V2 = RemoteWrite.V2;

namespace OtlpGateway.Testing.RemoteWrite;

/// <summary>A request as a receiver read it: exactly one of the two messages.</summary>
public sealed record WrittenRequest(IReadOnlyDictionary<string, string> Headers, WriteRequest? First, V2.Request? Second, int BodyBytes)
{
    public bool IsSecond => Second is not null;

    /// <summary>Series by their labels as <c>name{a="b"}</c>, in order, each with its samples.</summary>
    public IReadOnlyList<WrittenSeries> Series { get; } = First is not null ? Of(First) : Of(Second!);

    private static List<WrittenSeries> Of(WriteRequest request) =>
        [.. request.Timeseries.Select(series => new WrittenSeries(
            WrittenSeries.Text([.. series.Labels.Select(label => (label.Name, label.Value))]),
            [.. series.Samples.Select(sample => new WrittenSample(sample.Timestamp, BitConverter.DoubleToUInt64Bits(sample.Value), 0))],
            [.. series.Histograms.Select(histogram => histogram.Timestamp)],
            [.. series.Exemplars.Select(exemplar => WrittenSeries.Text([.. exemplar.Labels.Select(label => (label.Name, label.Value))]))]))];

    private static List<WrittenSeries> Of(V2.Request request) =>
        [.. request.Timeseries.Select(series => new WrittenSeries(
            WrittenSeries.Text(Resolve(request, series.LabelsRefs)),
            [.. series.Samples.Select(sample => new WrittenSample(sample.Timestamp, BitConverter.DoubleToUInt64Bits(sample.Value), sample.StartTimestamp))],
            [.. series.Histograms.Select(histogram => histogram.Timestamp)],
            [.. series.Exemplars.Select(exemplar => WrittenSeries.Text(Resolve(request, exemplar.LabelsRefs)))]))];

    private static (string, string)[] Resolve(V2.Request request, IEnumerable<uint> refs) =>
        [.. refs.Chunk(2).Select(pair => (request.Symbols[(int)pair[0]], request.Symbols[(int)pair[1]]))];
}
