// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Number, histogram and summary data points.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckNumberPoint(int at, int end, MetricKind kind, out ItemFault fault, out bool negative)
    {
        const string Message = "NumberDataPoint";
        ReadOnlySpan<byte> bytes = _bytes;
        PointFindings found = default;
        bool hasValue = false;
        fault = ItemFault.None;
        negative = false;
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
                case MetricsFields.NumberDataPoint.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Start);
                    break;
                case MetricsFields.NumberDataPoint.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Time);
                    break;
                case MetricsFields.NumberDataPoint.AsDouble:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out ulong bits);
                    hasValue = true;
                    negative = BitConverter.UInt64BitsToDouble(bits) < 0;
                    break;
                case MetricsFields.NumberDataPoint.AsInt:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out ulong integer);
                    hasValue = true;
                    negative = (long)integer < 0;
                    break;
                case MetricsFields.NumberDataPoint.Exemplars:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckExemplar(at, at + length);
                    break;
                case MetricsFields.NumberDataPoint.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case MetricsFields.NumberDataPoint.Flags:
                    stepped = EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong flags);
                    found.Flags = (uint)flags;
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

        fault = found.TimeFault(startMatters: kind != MetricKind.Gauge);
        if (fault == ItemFault.None && !hasValue && !found.HasNoRecordedValue)
        {
            fault = ItemFault.MissingValue;
        }

        return true;
    }

    private bool CheckHistogramPoint(int at, int end, out ItemFault fault)
    {
        const string Message = "HistogramDataPoint";
        ReadOnlySpan<byte> bytes = _bytes;
        PointFindings found = default;
        var buckets = new BucketFindings();
        ulong count = 0;
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
                case MetricsFields.HistogramDataPoint.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Start);
                    break;
                case MetricsFields.HistogramDataPoint.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Time);
                    break;
                case MetricsFields.HistogramDataPoint.Count:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out count);
                    break;
                case MetricsFields.HistogramDataPoint.Sum or MetricsFields.HistogramDataPoint.Min or MetricsFields.HistogramDataPoint.Max:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case MetricsFields.HistogramDataPoint.BucketCounts or MetricsFields.HistogramDataPoint.ExplicitBounds:
                    length = FixedElements(tag, ref at, end);
                    stepped = length >= 0;
                    wellFormed = !stepped || CheckElements(tag >> 3, at, length, ref buckets);
                    break;
                case MetricsFields.HistogramDataPoint.Exemplars:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckExemplar(at, at + length);
                    break;
                case MetricsFields.HistogramDataPoint.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case MetricsFields.HistogramDataPoint.Flags:
                    stepped = EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong flags);
                    found.Flags = (uint)flags;
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

        fault = found.TimeFault(startMatters: true);
        if (fault == ItemFault.None && !found.HasNoRecordedValue)
        {
            fault = BucketsFault(buckets, count);
        }

        return true;
    }

    /// <summary>
    /// Moves to the elements of a repeated fixed64: a packed chunk, or one element that came unpacked. Returns their
    /// length in bytes, or -1 where that cannot be stepped over.
    /// </summary>
    private readonly int FixedElements(uint tag, ref int at, int end)
    {
        if ((tag & 7) == (uint)WireType.Fixed64)
        {
            return end - at >= sizeof(ulong) ? sizeof(ulong) : -1;
        }

        return EdgeScan.Length(_bytes, tag, ref at, end, out int length) ? length : -1;
    }

    private bool CheckElements(uint field, int at, int length, ref BucketFindings buckets)
    {
        if (length % sizeof(ulong) != 0)
        {
            return Fail(WireFault.BadPackedLength, at, "HistogramDataPoint");
        }

        ReadOnlySpan<byte> elements = _bytes.Slice(at, length);
        for (; elements.Length >= sizeof(ulong); elements = elements[sizeof(ulong)..])
        {
            if (field == MetricsFields.HistogramDataPoint.BucketCounts)
            {
                buckets.AddCount(BinaryPrimitives.ReadUInt64LittleEndian(elements));
            }
            else
            {
                buckets.AddBound(BinaryPrimitives.ReadDoubleLittleEndian(elements));
            }
        }

        return true;
    }

    private readonly ItemFault BucketsFault(in BucketFindings buckets, ulong count) =>
        count > long.MaxValue || buckets.Overflows ? ItemFault.CountOutOfRange :
        buckets.Counts > _limits.MaxBuckets || buckets.Bounds > _limits.MaxBuckets ? ItemFault.TooManyBuckets :
        buckets.Counts > 0 && buckets.Counts != buckets.Bounds + 1 ? ItemFault.BucketsDoNotMatchBounds :
        !buckets.BoundsIncrease ? ItemFault.BoundsNotIncreasing :
        buckets.Counts > 0 && buckets.Sum != count ? ItemFault.BucketsDoNotMatchCount :
        ItemFault.None;

    private bool CheckSummaryPoint(int at, int end, out ItemFault fault)
    {
        const string Message = "SummaryDataPoint";
        ReadOnlySpan<byte> bytes = _bytes;
        PointFindings found = default;
        ulong count = 0;
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
                case MetricsFields.SummaryDataPoint.StartTimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Start);
                    break;
                case MetricsFields.SummaryDataPoint.TimeUnixNano:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out found.Time);
                    break;
                case MetricsFields.SummaryDataPoint.Count:
                    stepped = EdgeScan.ReadFixed64(bytes, tag, ref at, end, out count);
                    break;
                case MetricsFields.SummaryDataPoint.Sum:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case MetricsFields.SummaryDataPoint.QuantileValues:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckQuantile(at, at + length);
                    break;
                case MetricsFields.SummaryDataPoint.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case MetricsFields.SummaryDataPoint.Flags:
                    stepped = EdgeScan.ReadVarint(bytes, tag, ref at, end, out ulong flags);
                    found.Flags = (uint)flags;
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

        fault = found.TimeFault(startMatters: true);
        if (fault == ItemFault.None && !found.HasNoRecordedValue && count > long.MaxValue)
        {
            fault = ItemFault.CountOutOfRange;
        }

        return true;
    }

    private bool CheckQuantile(int at, int end)
    {
        const string Message = "ValueAtQuantile";
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(_bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            if (tag >> 3 is MetricsFields.ValueAtQuantile.Quantile or MetricsFields.ValueAtQuantile.Value)
            {
                if (!EdgeScan.SkipFixed64(tag, ref at, end))
                {
                    return Malformed(start, end, Message);
                }

                continue;
            }

            at = SkipUnknown(start, end, Message);
            if (at < 0)
            {
                return false;
            }
        }

        return true;
    }
}
