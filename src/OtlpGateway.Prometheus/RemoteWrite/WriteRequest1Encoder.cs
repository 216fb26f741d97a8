// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/.</summary>
/// <param name="withMetadata">Families are described, each once a request.</param>
internal sealed class WriteRequest1Encoder(bool withMetadata) : WriteRequestEncoder
{
    private const int RequestSeries = 1;
    private const int RequestMetadata = 3;
    private const int SeriesSamples = 2;
    private const int SeriesExemplars = 3;
    private const int SeriesHistograms = 4;
    private const int ExemplarValue = 2;
    private const int ExemplarTimestamp = 3;
    private const int MetadataType = 1;
    private const int MetadataFamily = 2;
    private const int MetadataHelp = 4;
    private const int MetadataUnit = 5;

    private readonly ProtobufWriter _request = new(256 * 1024);
    private readonly HashSet<ulong> _described = [];

    public override RemoteWriteVersion Version => RemoteWriteVersion.V1;

    public override void Clear()
    {
        base.Clear();
        _request.Clear();
        _described.Clear();
    }

    public override ReadOnlySpan<byte> Finish() => _request.WrittenSpan;

    public override void Dispose() => _request.Dispose();

    // Bounds of a histogram's own came with 2.0: a receiver of 1.0 takes them for exponential buckets.
    private protected override bool Takes(in PointEntry point) => !point.HasCustomBuckets;

    private protected override int Write(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int message = _request.BeginMessage(RequestSeries, series.Bytes);
        _request.WriteRaw(series.Labels.Of(block.Bytes));
        ReadOnlySpan<PointEntry> points = block.Points;
        for (int at = series.FirstPoint; at >= 0; at = points[at].Next)
        {
            ref readonly PointEntry point = ref points[at];
            if (point.Timestamp < oldest || !Takes(point))
            {
                continue;
            }

            if (series.IsHistogram)
            {
                _request.WriteBytesField(SeriesHistograms, point.Histogram.Of(block.Bytes));
            }
            else
            {
                int sample = _request.BeginMessage(SeriesSamples);
                WriteSampleFields(_request, point);
                _request.EndMessage(sample);
            }
        }

        int exemplars = WriteExemplars(block, series, oldest);
        _request.EndMessage(message);
        if (withMetadata)
        {
            Describe(block, block.Families[series.Family]);
        }

        return exemplars;
    }

    private int WriteExemplars(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int written = 0;
        ReadOnlySpan<ExemplarEntry> exemplars = block.Exemplars;
        for (int at = series.FirstExemplar; at >= 0; at = exemplars[at].Next)
        {
            if (exemplars[at].Timestamp < oldest)
            {
                continue;
            }

            int message = _request.BeginMessage(SeriesExemplars);
            _request.WriteRaw(exemplars[at].Labels.Of(block.Bytes));
            _request.WriteFixed64Field(ExemplarValue, exemplars[at].Bits);
            _request.WriteVarintField(ExemplarTimestamp, (ulong)exemplars[at].Timestamp);
            _request.EndMessage(message);
            written++;
        }

        return written;
    }

    private void Describe(SeriesBlock block, in FamilyEntry family)
    {
        ReadOnlySpan<byte> name = family.Name.Of(block.Bytes);
        if (!_described.Add(ByteHash.Of(name)))
        {
            return;
        }

        int message = _request.BeginMessage(RequestMetadata);
        _request.WriteVarintField(MetadataType, (ulong)family.Type);
        _request.WriteBytesField(MetadataFamily, name);
        _request.WriteBytesField(MetadataHelp, family.Help.Of(block.Bytes));
        _request.WriteBytesField(MetadataUnit, family.Unit.Of(block.Bytes));
        _request.EndMessage(message);
    }
}
