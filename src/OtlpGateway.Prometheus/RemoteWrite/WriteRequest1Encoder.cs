// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Remote write 1.0: https://prometheus.io/docs/specs/prw/remote_write_spec/.</summary>
internal sealed class WriteRequest1Encoder : WriteRequestEncoder
{
    internal const int RequestSeries = 1;
    private const int RequestMetadata = 3;
    internal const int SeriesSamples = 2;
    private const int SeriesExemplars = 3;
    private const int SeriesHistograms = 4;
    private const int ExemplarValue = 2;
    private const int ExemplarTimestamp = 3;
    private const int MetadataType = 1;
    private const int MetadataFamily = 2;
    private const int MetadataHelp = 4;
    private const int MetadataUnit = 5;

    private readonly bool _withMetadata;
    private readonly ProtobufWriter _request = new(256 * 1024);
    private readonly ClassicSeriesWriter _classic;
    private readonly HashSet<ulong> _described = [];

    /// <param name="withMetadata">Families are described, each once a request.</param>
    public WriteRequest1Encoder(bool withMetadata)
    {
        _withMetadata = withMetadata;
        _classic = new ClassicSeriesWriter(_request);
    }

    public override RemoteWriteVersion Version => RemoteWriteVersion.V1;

    public override void Clear()
    {
        base.Clear();
        _request.Clear();
        _described.Clear();
    }

    public override ReadOnlySpan<byte> Finish() => _request.WrittenSpan;

    public override void Dispose()
    {
        _request.Dispose();
        _classic.Dispose();
    }

    private protected override int Write(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int exemplars = HasCustomBuckets(block, series) ? WriteClassic(block, series, oldest) : WriteSeries(block, series, oldest);
        if (_withMetadata)
        {
            Describe(block, block.Families[series.Family]);
        }

        return exemplars;
    }

    internal static void WriteExemplar(ProtobufWriter request, SeriesBlock block, in ExemplarEntry exemplar)
    {
        int message = request.BeginMessage(SeriesExemplars);
        request.WriteRaw(exemplar.Labels.Of(block.Bytes));
        request.WriteFixed64Field(ExemplarValue, exemplar.Bits);
        request.WriteVarintField(ExemplarTimestamp, (ulong)exemplar.Timestamp);
        request.EndMessage(message);
    }

    // Bounds of a histogram's own came with 2.0: a receiver of 1.0 would take them for exponential buckets.
    private static bool HasCustomBuckets(SeriesBlock block, in SeriesEntry series) =>
        series.IsHistogram && block.Points[series.FirstPoint].HasCustomBuckets;

    private int WriteSeries(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int message = _request.BeginMessage(RequestSeries, series.Bytes);
        _request.WriteRaw(series.Labels.Of(block.Bytes));
        ReadOnlySpan<PointEntry> points = block.Points;
        for (int at = series.FirstPoint; at >= 0; at = points[at].Next)
        {
            ref readonly PointEntry point = ref points[at];
            if (point.Timestamp < oldest)
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
                WriteSampleFields(_request, point.Bits, point.Timestamp);
                _request.EndMessage(sample);
            }
        }

        int exemplars = WriteExemplars(block, series, oldest);
        _request.EndMessage(message);
        return exemplars;
    }

    private int WriteClassic(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int written = 0;
        ReadOnlySpan<PointEntry> points = block.Points;
        for (int at = series.FirstPoint; at >= 0; at = points[at].Next)
        {
            if (points[at].Timestamp >= oldest)
            {
                (int samples, int exemplars) = _classic.Write(block, series, points[at], withExemplars: points[at].Next < 0);
                CountConverted(samples);
                written += exemplars;
            }
        }

        return written;
    }

    private int WriteExemplars(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int written = 0;
        ReadOnlySpan<ExemplarEntry> exemplars = block.Exemplars;
        for (int at = series.FirstExemplar; at >= 0; at = exemplars[at].Next)
        {
            if (exemplars[at].Timestamp >= oldest)
            {
                WriteExemplar(_request, block, exemplars[at]);
                written++;
            }
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
