// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Metrics and their five kinds of data; the points themselves are next door.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckMetric(int at, int end)
    {
        if (!CheckMetric(at, end, out MetricFindings found))
        {
            return false;
        }

        _tally.Items += found.Points;
        if (found.Fault != ItemFault.None)
        {
            _tally.Reject(found.Points, found.Fault, found.NameStart, found.NameLength);
        }
        else
        {
            _tally.Reject(found.RejectedPoints, found.FirstPointFault, found.NameStart, found.NameLength);
        }

        if (found.IsMonotonic)
        {
            _negativeIncrements += found.Negatives;
        }

        return true;
    }

    internal bool CheckMetric(int at, int end, out MetricFindings found)
    {
        const string Message = "Metric";
        ReadOnlySpan<byte> bytes = _bytes;
        found = default;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case MetricsFields.Metric.Name:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    found.NameStart = at;
                    found.NameLength = length;
                    break;
                case MetricsFields.Metric.Description or MetricsFields.Metric.Unit:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case MetricsFields.Metric.Gauge or MetricsFields.Metric.Sum or MetricsFields.Metric.Histogram
                    or MetricsFields.Metric.ExponentialHistogram or MetricsFields.Metric.Summary:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    _supersededData += found.Switch((MetricKind)(tag >> 3)) ? 1 : 0;
                    wellFormed = !stepped || CheckData(at, at + length, ref found);
                    break;
                case MetricsFields.Metric.Metadata:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    stepped = wellFormed = at >= 0;
                    break;
            }

            if (!stepped || !wellFormed)
            {
                return wellFormed && Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }

    /// <summary>Gauge, Sum, Histogram, ExponentialHistogram or Summary: all have their points in field 1.</summary>
    private bool CheckData(int at, int end, ref MetricFindings found)
    {
        const string Message = "the metric's data";
        ReadOnlySpan<byte> bytes = _bytes;
        bool hasTemporality = found.Kind is not (MetricKind.Gauge or MetricKind.Summary);
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            uint field = tag >> 3;
            if (field == MetricsFields.Sum.DataPoints)
            {
                if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
                {
                    return Malformed(start, end, Message);
                }

                if (!CheckPoint(at, at + length, found.Kind, out ItemFault fault, out bool negative))
                {
                    return false;
                }

                found.AddPoint(fault);
                found.Negatives += negative ? 1 : 0;
                at += length;
            }
            else if ((field == MetricsFields.Sum.AggregationTemporality && hasTemporality) ||
                (field == MetricsFields.Sum.IsMonotonic && found.Kind == MetricKind.Sum))
            {
                if (!EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong value))
                {
                    return Malformed(start, end, Message);
                }

                if (field == MetricsFields.Sum.IsMonotonic)
                {
                    found.IsMonotonic = value != 0;
                }
                else
                {
                    found.Temporality = (int)value;
                }
            }
            else
            {
                at = SkipUnknown(start, end, Message);
                if (at < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    internal bool CheckPoint(int at, int end, MetricKind kind, out ItemFault fault, out bool negative)
    {
        negative = false;
        switch (kind)
        {
            case MetricKind.Histogram:
                return CheckHistogramPoint(at, end, out fault);
            case MetricKind.ExponentialHistogram:
                return CheckExponentialPoint(at, end, out fault);
            case MetricKind.Summary:
                return CheckSummaryPoint(at, end, out fault);
            default:
                return CheckNumberPoint(at, end, kind, out fault, out negative);
        }
    }

    private bool CheckExemplar(int at, int end)
    {
        const string Message = "Exemplar";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case MetricsFields.Exemplar.TimeUnixNano or MetricsFields.Exemplar.AsDouble or MetricsFields.Exemplar.AsInt:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case MetricsFields.Exemplar.SpanId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalSpanId(at, length);
                    break;
                case MetricsFields.Exemplar.TraceId:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckOptionalTraceId(at, length);
                    break;
                case MetricsFields.Exemplar.FilteredAttributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    stepped = wellFormed = at >= 0;
                    break;
            }

            if (!stepped || !wellFormed)
            {
                return wellFormed && Malformed(start, end, Message);
            }

            at += length;
        }

        return true;
    }
}
