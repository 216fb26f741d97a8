// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Reaggregate.Output;

/// <summary>Writes one series as a data point of its kind. All kinds have the same numbers for start and time.</summary>
internal sealed class PointOutput(MergeTables tables, ExemplarStore exemplars)
{
    private const int LengthGuess = 96;

    /// <param name="metric">The series' metric.</param>
    /// <param name="series">The series.</param>
    /// <param name="total">Its value.</param>
    /// <param name="isDouble">True when the value is written as a double whatever went into it.</param>
    /// <param name="now">The point's time.</param>
    /// <param name="writer">Where the point is appended.</param>
    public void Write(in GroupRecord metric, in SeriesRecord series, in Total total, bool isDouble, ulong now, ProtobufWriter writer)
    {
        int point = Begin(metric, series, now, writer);
        switch (metric.Kind)
        {
            case MetricKind.Histogram:
                HistogramOutput.Write(series, tables, writer);
                break;
            case MetricKind.ExponentialHistogram:
                HistogramOutput.WriteExponential(series, tables, writer);
                break;
            case MetricKind.Summary:
                writer.WriteFixed64Field(MetricsFields.SummaryDataPoint.Count, (ulong)total.Integer);
                writer.WriteDoubleField(MetricsFields.SummaryDataPoint.Sum, total.High);
                break;
            default:
                WriteNumber(series, total, isDouble, writer);
                break;
        }

        exemplars.Write(series.Key, PointFields.ExemplarsOf(metric.Kind), writer);

        writer.EndMessage(point);
    }

    /// <summary>The point that ends a series until it comes back.</summary>
    public void WriteMarker(in GroupRecord metric, in SeriesRecord series, ulong now, ProtobufWriter writer)
    {
        int point = Begin(metric, series, now, writer);
        writer.WriteVarintField(PointFields.FlagsOf(metric.Kind), DataPointFlags.NoRecordedValueMask);
        if (metric.Kind == MetricKind.Histogram)
        {
            HistogramOutput.WriteMarker(series, tables, writer);
        }

        writer.EndMessage(point);
    }

    private int Begin(in GroupRecord metric, in SeriesRecord series, ulong now, ProtobufWriter writer)
    {
        int point = writer.BeginMessage(MetricsFields.Sum.DataPoints, LengthGuess);
        writer.WriteRaw(tables.Text[series.Attributes]);
        if (metric.Kind != MetricKind.Gauge)
        {
            writer.WriteFixed64Field(MetricsFields.NumberDataPoint.StartTimeUnixNano, series.StartUnixNano);
        }

        writer.WriteFixed64Field(MetricsFields.NumberDataPoint.TimeUnixNano, now);
        return point;
    }

    private static void WriteNumber(in SeriesRecord series, in Total total, bool isDouble, ProtobufWriter writer)
    {
        if (isDouble || total.High != 0 || (series.Flags & SeriesFlags.HasDouble) != 0)
        {
            writer.WriteDoubleField(MetricsFields.NumberDataPoint.AsDouble, total.Value);
        }
        else
        {
            writer.WriteFixed64Field(MetricsFields.NumberDataPoint.AsInt, (ulong)total.Integer);
        }
    }
}
