// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Merging;
using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;
using Explicit = OtlpGateway.Wire.Otlp.Fields.MetricsFields.HistogramDataPoint;
using Exponential = OtlpGateway.Wire.Otlp.Fields.MetricsFields.ExponentialHistogramDataPoint;

namespace OtlpGateway.Processors.Reaggregate.Output;

/// <summary>Writes what points of both kinds of histograms have beside attributes and times.</summary>
internal static class HistogramOutput
{
    private static readonly ulong NoMin = BitConverter.DoubleToUInt64Bits(double.PositiveInfinity);
    private static readonly ulong NoMax = BitConverter.DoubleToUInt64Bits(double.NegativeInfinity);

    public static void Write(in SeriesRecord series, MergeTables tables, ProtobufWriter writer)
    {
        WriteCountAndSum(series, writer);
        ReadOnlySpan<ulong> block = tables.Words[series.Block];
        WriteBuckets(tables.Bounds[tables.Words.InfoOf(series.Block)], block[HistogramValue.SeriesHeader..], isMarker: false, writer);
        WriteExtremes(series, block, Explicit.Min, Explicit.Max, writer);
    }

    /// <summary>
    /// The buckets of a series that ends, with nothing in them: in Prometheus each is a series of its own, which has to end, too.
    /// </summary>
    public static void WriteMarker(in SeriesRecord series, MergeTables tables, ProtobufWriter writer)
    {
        if (series.Block != 0)
        {
            WriteBuckets(
                tables.Bounds[tables.Words.InfoOf(series.Block)], tables.Words[series.Block][HistogramValue.SeriesHeader..], isMarker: true, writer);
        }
    }

    public static void WriteExponential(in SeriesRecord series, MergeTables tables, ProtobufWriter writer)
    {
        WriteCountAndSum(series, writer);
        ReadOnlySpan<ulong> block = tables.Words[series.Block];
        writer.WriteSInt32Field(Exponential.Scale, tables.Words.InfoOf(series.Block));
        writer.WriteFixed64Field(Exponential.ZeroCount, block[3]);
        int positive = (int)(block[4] >> 32);
        int negative = (int)(block[5] >> 32);
        WriteSide(Exponential.Positive, (int)(uint)block[4], block.Slice(ExponentialValue.Header, positive), writer);
        WriteSide(Exponential.Negative, (int)(uint)block[5], block.Slice(ExponentialValue.Header + positive, negative), writer);
        WriteExtremes(series, block, Exponential.Min, Exponential.Max, writer);
        if (block[2] != 0)
        {
            writer.WriteFixed64Field(Exponential.ZeroThreshold, block[2]);
        }
    }

    private static void WriteBuckets(ReadOnlySpan<double> bounds, ReadOnlySpan<ulong> buckets, bool isMarker, ProtobufWriter writer)
    {
        if (bounds.IsEmpty)
        {
            return;
        }

        writer.WriteTag(Explicit.BucketCounts, WireType.Length);
        writer.WriteVarint((uint)(buckets.Length * sizeof(ulong)));
        foreach (ulong count in buckets)
        {
            writer.WriteFixed64(isMarker ? 0 : count);
        }

        writer.WriteTag(Explicit.ExplicitBounds, WireType.Length);
        writer.WriteVarint((uint)(bounds.Length * sizeof(double)));
        foreach (double bound in bounds)
        {
            writer.WriteFixed64(BitConverter.DoubleToUInt64Bits(bound));
        }
    }

    /// <summary>Both kinds have the same numbers for these two.</summary>
    private static void WriteCountAndSum(in SeriesRecord series, ProtobufWriter writer)
    {
        writer.WriteFixed64Field(Explicit.Count, (ulong)series.Total.Integer);
        if ((series.Flags & SeriesFlags.LacksSum) == 0)
        {
            writer.WriteDoubleField(Explicit.Sum, series.Total.High);
        }
    }

    private static void WriteSide(int field, int offset, ReadOnlySpan<ulong> counts, ProtobufWriter writer)
    {
        if (counts.IsEmpty)
        {
            return;
        }

        int side = writer.BeginMessage(field, counts.Length);
        writer.WriteSInt32Field(MetricsFields.Buckets.Offset, offset);
        int packed = writer.BeginMessage(MetricsFields.Buckets.BucketCounts, counts.Length);
        foreach (ulong count in counts)
        {
            writer.WriteVarint(count);
        }

        writer.EndMessage(packed);
        writer.EndMessage(side);
    }

    /// <summary>Left out, too, where no point has come that counted anything.</summary>
    private static void WriteExtremes(in SeriesRecord series, ReadOnlySpan<ulong> block, int minField, int maxField, ProtobufWriter writer)
    {
        if ((series.Flags & SeriesFlags.LacksMin) == 0 && block[0] != NoMin)
        {
            writer.WriteFixed64Field(minField, block[0]);
        }

        if ((series.Flags & SeriesFlags.LacksMax) == 0 && block[1] != NoMax)
        {
            writer.WriteFixed64Field(maxField, block[1]);
        }
    }
}
