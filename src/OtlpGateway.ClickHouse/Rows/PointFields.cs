// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;
using static OtlpGateway.Wire.Otlp.Fields.MetricsFields;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>One data point, found in its request. Points of every kind number their times alike.</summary>
internal abstract class PointFields(MapColumn attributes, byte attributesTag) : ItemFields(attributes, attributesTag)
{
    protected const uint StartTimeTag = (NumberDataPoint.StartTimeUnixNano << 3) | (int)WireType.Fixed64;
    protected const uint TimeTag = (NumberDataPoint.TimeUnixNano << 3) | (int)WireType.Fixed64;

    internal ulong StartTime { get; private set; }

    internal ulong Time { get; private set; }

    internal uint Flags { get; private protected set; }

    protected override void Clear()
    {
        base.Clear();
        StartTime = Time = 0;
        Flags = 0;
    }

    /// <summary>The times, which every SDK writes before anything else but attributes.</summary>
    protected override int ReadStart(ReadOnlySpan<byte> fields, int start)
    {
        const int Times = 2 * (1 + sizeof(ulong));
        if (fields.Length < Times || fields[0] != StartTimeTag || fields[1 + sizeof(ulong)] != TimeTag)
        {
            return 0;
        }

        StartTime = BinaryPrimitives.ReadUInt64LittleEndian(fields[1..]);
        Time = BinaryPrimitives.ReadUInt64LittleEndian(fields[(2 + sizeof(ulong))..]);
        return Times;
    }

    /// <summary>Reads a number of 8 bytes, if it is there with this tag.</summary>
    protected static bool TryReadFixed64(ReadOnlySpan<byte> fields, byte tag, ref int at, out ulong value)
    {
        if (fields.Length - at < 1 + sizeof(ulong) || fields[at] != tag)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(fields[(at + 1)..]);
        at += 1 + sizeof(ulong);
        return true;
    }

    /// <summary>Takes a time. False when the field is another one.</summary>
    private protected bool TryReadTime(uint tag, ulong value)
    {
        if (tag == StartTimeTag)
        {
            StartTime = value;
            return true;
        }

        if (tag == TimeTag)
        {
            Time = value;
            return true;
        }

        return false;
    }
}
