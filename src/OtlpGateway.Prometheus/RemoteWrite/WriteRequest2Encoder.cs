// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>Remote write 2.0: https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/, fourth release candidate.</summary>
internal sealed class WriteRequest2Encoder : WriteRequestEncoder
{
    private const int RequestSeries = 5;
    private const int SeriesLabels = 1;
    private const int SeriesSamples = 2;
    private const int SeriesHistograms = 3;
    private const int SeriesExemplars = 4;
    private const int SeriesMetadata = 5;
    private const int SampleStart = 3;
    private const int HistogramStart = 17;
    private const int ExemplarLabels = 1;
    private const int ExemplarValue = 2;
    private const int ExemplarTimestamp = 3;
    private const int MetadataType = 1;
    private const int MetadataHelp = 3;
    private const int MetadataUnit = 4;

    private readonly ProtobufWriter _request = new(256 * 1024);
    private readonly ProtobufWriter _series = new(256 * 1024);
    private readonly SymbolTable _symbols = new();
    private readonly List<uint> _last = [];
    private SeriesBlock? _describedBlock;
    private FamilyEntry _described;
    private uint _help;
    private uint _unit;

    public override RemoteWriteVersion Version => RemoteWriteVersion.V2;

    public override void Clear()
    {
        base.Clear();
        _series.Clear();
        _symbols.Clear();
        _last.Clear();
        _describedBlock = null;
    }

    /// <inheritdoc/>
    /// <remarks>The symbols are complete only now, and stand first, for receivers that read as they go.</remarks>
    public override ReadOnlySpan<byte> Finish()
    {
        _request.Clear();
        _request.EnsureRoom(_symbols.Bytes.Length + _series.Length);
        _request.WriteRaw(_symbols.Bytes);
        _request.WriteRaw(_series.WrittenSpan);
        return _request.WrittenSpan;
    }

    public override void Dispose()
    {
        _request.Dispose();
        _series.Dispose();
        _symbols.Dispose();
    }

    private protected override int Write(SeriesBlock block, in SeriesEntry series, long oldest)
    {
        int message = _series.BeginMessage(RequestSeries, series.Bytes);
        WriteLabels(SeriesLabels, series.Labels.Of(block.Bytes));
        ReadOnlySpan<PointEntry> points = block.Points;
        for (int at = series.FirstPoint; at >= 0; at = points[at].Next)
        {
            if (points[at].Timestamp >= oldest)
            {
                WritePoint(block, points[at], series.IsHistogram);
            }
        }

        int exemplars = WriteExemplars(block, series, oldest);
        Describe(block, block.Families[series.Family]);
        _series.EndMessage(message);
        return exemplars;
    }

    private void WritePoint(SeriesBlock block, in PointEntry point, bool isHistogram)
    {
        int message = _series.BeginMessage(isHistogram ? SeriesHistograms : SeriesSamples, isHistogram ? point.Histogram.Length : 0);
        if (isHistogram)
        {
            _series.WriteRaw(point.Histogram.Of(block.Bytes));
        }
        else
        {
            WriteSampleFields(_series, point.Bits, point.Timestamp);
        }

        if (point.StartTimestamp != 0)
        {
            _series.WriteVarintField(isHistogram ? HistogramStart : SampleStart, (ulong)point.StartTimestamp);
        }

        _series.EndMessage(message);
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

            int message = _series.BeginMessage(SeriesExemplars);
            WriteLabels(ExemplarLabels, exemplars[at].Labels.Of(block.Bytes));
            _series.WriteFixed64Field(ExemplarValue, exemplars[at].Bits);
            _series.WriteVarintField(ExemplarTimestamp, (ulong)exemplars[at].Timestamp);
            _series.EndMessage(message);
            written++;
        }

        return written;
    }

    private void WriteLabels(int field, ReadOnlySpan<byte> labels)
    {
        if (labels.IsEmpty)
        {
            return;
        }

        int message = _series.BeginMessage(field);
        LabelReader reader = new(labels);
        for (int at = 0; reader.Read(); at += 2)
        {
            _series.WriteVarint(Symbol(at, reader.Name));
            _series.WriteVarint(Symbol(at + 1, reader.Value));
        }

        _series.EndMessage(message);
    }

    /// <summary>Series in a row have most of their labels in common: comparing is quicker than looking up.</summary>
    private uint Symbol(int place, ReadOnlySpan<byte> text)
    {
        if (place < _last.Count)
        {
            uint last = _last[place];
            return _symbols.Text(last).SequenceEqual(text) ? last : _last[place] = _symbols.Of(text);
        }

        uint symbol = _symbols.Of(text);
        _last.Add(symbol);
        return symbol;
    }

    private void Describe(SeriesBlock block, in FamilyEntry family)
    {
        if (!ReferenceEquals(block, _describedBlock) || family != _described)
        {
            _describedBlock = block;
            _described = family;
            _help = _symbols.Of(family.Help.Of(block.Bytes));
            _unit = _symbols.Of(family.Unit.Of(block.Bytes));
        }

        int message = _series.BeginMessage(SeriesMetadata);
        _series.WriteVarintField(MetadataType, (ulong)family.Type);
        _series.WriteVarintField(MetadataHelp, _help);
        _series.WriteVarintField(MetadataUnit, _unit);
        _series.EndMessage(message);
    }
}
