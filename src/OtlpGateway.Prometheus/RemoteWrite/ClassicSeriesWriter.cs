// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Prometheus.Translation;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.RemoteWrite;

/// <summary>
/// A histogram with bounds of its own as a series a bucket, for a receiver of 1.0, which does not know such histograms: what
/// was translated for 2.0 is not lost when it turns out that the receiver does not take that.
/// </summary>
internal sealed class ClassicSeriesWriter(ProtobufWriter request) : IDisposable
{
    private readonly CustomBucketReader _histogram = new();
    private readonly ProtobufWriter _name = new(128);
    private readonly byte[] _bound = new byte[PlainDecimal.Room];

    /// <summary>Writes the series of one point, and returns how many samples and exemplars they have.</summary>
    public (int Samples, int Exemplars) Write(SeriesBlock block, in SeriesEntry series, in PointEntry point, bool withExemplars)
    {
        _histogram.Read(point.Histogram.Of(block.Bytes));
        bool isStale = _histogram.SumBits == StaleMarker.Bits;
        ReadOnlySpan<byte> labels = series.Labels.Of(block.Bytes);
        int exemplars = 0;
        double above = double.NegativeInfinity;
        for (int bucket = 0; bucket <= _histogram.Bounds.Count; bucket++)
        {
            bool isLast = bucket == _histogram.Bounds.Count;
            double upTo = isLast ? double.PositiveInfinity : _histogram.Bounds[bucket];
            int message = Begin(labels, "_bucket"u8, _bound.AsSpan(0, PlainDecimal.Write(upTo, _bound)));
            WriteSample(point.Timestamp, Value(isStale, isLast ? _histogram.Count : _histogram.Below(bucket)));
            exemplars += withExemplars ? WriteExemplars(block, series, above, upTo) : 0;
            request.EndMessage(message);
            above = upTo;
        }

        WriteOne(labels, "_sum"u8, point.Timestamp, _histogram.SumBits);
        WriteOne(labels, "_count"u8, point.Timestamp, Value(isStale, _histogram.Count));
        return (_histogram.Bounds.Count + 3, exemplars);
    }

    public void Dispose() => _name.Dispose();

    private static ulong Value(bool isStale, ulong count) => isStale ? StaleMarker.Bits : BitConverter.DoubleToUInt64Bits(count);

    private void WriteOne(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> suffix, long timestamp, ulong bits)
    {
        int message = Begin(labels, suffix, default);
        WriteSample(timestamp, bits);
        request.EndMessage(message);
    }

    private int Begin(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> bound)
    {
        int message = request.BeginMessage(WriteRequest1Encoder.RequestSeries, labels.Length);
        bool isBound = bound.IsEmpty;
        LabelReader reader = new(labels);
        while (reader.Read())
        {
            if (!isBound && reader.Name.SequenceCompareTo(LabelNames.Bound) >= 0)
            {
                isBound = true;
                LabelWriter.Write(request, LabelNames.Bound, bound);
            }

            if (reader.Name.SequenceEqual(LabelNames.Name))
            {
                _name.Clear();
                _name.WriteRaw(reader.Value);
                _name.WriteRaw(suffix);
                LabelWriter.Write(request, LabelNames.Name, _name.WrittenSpan);
            }
            else if (!reader.Name.SequenceEqual(LabelNames.Bound))
            {
                // An attribute of that name loses to the bound, in all series of the histogram.
                LabelWriter.Write(request, reader.Name, reader.Value);
            }
        }

        if (!isBound)
        {
            LabelWriter.Write(request, LabelNames.Bound, bound);
        }

        return message;
    }

    private void WriteSample(long timestamp, ulong bits)
    {
        int message = request.BeginMessage(WriteRequest1Encoder.SeriesSamples);
        WriteRequestEncoder.WriteSampleFields(request, bits, timestamp);
        request.EndMessage(message);
    }

    private int WriteExemplars(SeriesBlock block, in SeriesEntry series, double above, double upTo)
    {
        int written = 0;
        ReadOnlySpan<ExemplarEntry> exemplars = block.Exemplars;
        for (int at = series.FirstExemplar; at >= 0; at = exemplars[at].Next)
        {
            double value = BitConverter.UInt64BitsToDouble(exemplars[at].Bits);
            if (value <= upTo && (value > above || double.IsNegativeInfinity(above)))
            {
                WriteRequest1Encoder.WriteExemplar(request, block, exemplars[at]);
                written++;
            }
        }

        return written;
    }
}
