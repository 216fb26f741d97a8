// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Exponential histogram data points.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckExponentialPoint(int at, int end, out ItemFault fault)
    {
        const string Message = "ExponentialHistogramDataPoint";
        ReadOnlySpan<byte> bytes = _bytes;
        ExponentialFindings found = default;
        fault = ItemFault.None;
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
                case MetricsFields.ExponentialHistogramDataPoint.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Point.Start);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Point.Time);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Count:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Count);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Sum:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.SumBits);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Scale:
                    stepped = EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong scale);
                    found.Scale = Varint.UnZigZag32((uint)scale);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.ZeroCount:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.ZeroCount);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Positive:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckBuckets(at, at + length, ref found.Positive);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Negative:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckBuckets(at, at + length, ref found.Negative);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Flags:
                    stepped = EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong flags);
                    found.Point.Flags = (uint)flags;
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Exemplars:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckExemplar(at, at + length);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.Min or MetricsFields.ExponentialHistogramDataPoint.Max:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case MetricsFields.ExponentialHistogramDataPoint.ZeroThreshold:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.ZeroThresholdBits);
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

        fault = found.Fault(_limits.MaxBuckets);
        return true;
    }

    private bool CheckBuckets(int at, int end, ref ExponentialBuckets found)
    {
        const string Message = "Buckets";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            uint field = tag >> 3;
            if (field == MetricsFields.Buckets.BucketCounts && (tag & 7) == (uint)WireType.Length)
            {
                if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
                {
                    return Malformed(start, end, Message);
                }

                if (!CheckCounts(at, at + length, ref found.Counts))
                {
                    return false;
                }

                at += length;
            }
            else if (field is MetricsFields.Buckets.Offset or MetricsFields.Buckets.BucketCounts)
            {
                if (!EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong value))
                {
                    return Malformed(start, end, Message);
                }

                if (field == MetricsFields.Buckets.Offset)
                {
                    found.Offset = Varint.UnZigZag32((uint)value);
                }
                else
                {
                    found.Counts.AddCount(value);
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

    private bool CheckCounts(int at, int end, ref BucketFindings counts)
    {
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.ReadVarint(_bytes, (uint)WireType.Varint, ref at, end, out ulong count))
            {
                Varint.TryRead(_bytes[..end], ref start, out _, out WireFault fault);
                return Fail(fault, start, "Buckets");
            }

            counts.AddCount(count);
        }

        return true;
    }
}
