// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>Resource, scope, attributes and values.</summary>
internal ref partial struct EdgeChecker
{
    private bool CheckResource(int at, int end)
    {
        const string Message = "Resource";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped = true;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case ResourceFields.Resource.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case ResourceFields.Resource.DroppedAttributesCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                case ResourceFields.Resource.EntityRefs:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckEntityRef(at, at + length);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    wellFormed = at >= 0;
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

    private bool CheckEntityRef(int at, int end)
    {
        const string Message = "EntityRef";
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(_bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            if (tag >> 3 is >= CommonFields.EntityRef.SchemaUrl and <= CommonFields.EntityRef.DescriptionKeys)
            {
                if (!EdgeScan.Length(_bytes, tag, ref at, end, out int length))
                {
                    return Malformed(start, end, Message);
                }

                CheckText(at, length);
                at += length;
            }
            else at = SkipUnknown(start, end, Message);
            if (at < 0)
            {
                return false;
            }
        }

        return true;
    }

    private bool CheckScope(int at, int end)
    {
        const string Message = "InstrumentationScope";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped = true;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case CommonFields.InstrumentationScope.Name or CommonFields.InstrumentationScope.Version:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case CommonFields.InstrumentationScope.Attributes:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckKeyValue(at, at + length, 0);
                    break;
                case CommonFields.InstrumentationScope.DroppedAttributesCount:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    wellFormed = at >= 0;
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

    /// <summary>One attribute. Nearly all look alike (key, then a value of one member), and that shape is tried first.</summary>
    private bool CheckKeyValue(int at, int end, int depth) => IsPlainAttribute(at, end) || CheckAnyKeyValue(at, end, depth);

    /// <summary>
    /// Steps over attributes that follow each other and are plain, which nearly all are. Returns where anything else begins.
    /// </summary>
    /// <param name="at">Where the first attribute's tag is.</param>
    /// <param name="end">Where the message ends whose attributes these are.</param>
    /// <param name="tag">The attributes' tag, a byte.</param>
    private readonly int SkipPlainAttributes(int at, int end, byte tag)
    {
        ReadOnlySpan<byte> bytes = _bytes;
        while (end - at >= 2 && bytes[at] == tag)
        {
            int start = at + 2;
            int length = bytes[at + 1];
            if (length > end - start || !IsPlainAttribute(start, start + length))
            {
                break;
            }

            at = start + length;
        }

        return at;
    }

    /// <summary>
    /// Whether the attribute is a short ASCII key and a short value of a scalar kind, each field once and in order, each
    /// length one byte: then it is well-formed as it stands. ASCII only where text is looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsPlainAttribute(int at, int end)
    {
        const byte KeyTag = (CommonFields.KeyValue.Key << 3) | (int)WireType.Length;
        const byte ValueTag = (CommonFields.KeyValue.Value << 3) | (int)WireType.Length;
        const byte StringTag = (CommonFields.AnyValue.StringValue << 3) | (int)WireType.Length;
        const byte BoolTag = (CommonFields.AnyValue.BoolValue << 3) | (int)WireType.Varint;
        const byte IntTag = (CommonFields.AnyValue.IntValue << 3) | (int)WireType.Varint;
        const byte DoubleTag = (CommonFields.AnyValue.DoubleValue << 3) | (int)WireType.Fixed64;

        // In so few bytes no length that fits can be a longer varint.
        ReadOnlySpan<byte> bytes = _bytes;
        if (end - at is < 6 or >= 0x80 || bytes[at] != KeyTag)
        {
            return false;
        }

        int value = at + 2 + bytes[at + 1];
        if (end - value < 4 || bytes[value] != ValueTag || bytes[value + 1] != end - value - 2)
        {
            return false;
        }

        switch (bytes[value + 2])
        {
            case StringTag:
                return bytes[value + 3] == end - value - 4 && IsPlainText(at, end);
            case BoolTag or IntTag:
                return IsOneVarint(bytes, value + 3, end) && IsPlainText(at, value + 2);
            case DoubleTag:
                return end - value - 3 == sizeof(ulong) && IsPlainText(at, value + 2);
            default:
                return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsPlainText(int at, int end) => !_limits.CountsInvalidText || EdgeScan.IsAscii(_bytes, at, end - at);

    private static bool IsOneVarint(ReadOnlySpan<byte> bytes, int at, int end) =>
        bytes[at] < 0x80 ? at + 1 == end : EdgeScan.LongVarintEnd(bytes, at, end) == end;

    private bool CheckAnyKeyValue(int at, int end, int depth)
    {
        const string Message = "KeyValue";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped = true;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case CommonFields.KeyValue.Key:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case CommonFields.KeyValue.Value:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckValue(at, at + length, depth + 1);
                    break;
                case CommonFields.KeyValue.KeyStrindex:
                    _stringIndexes++;
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    wellFormed = at >= 0;
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

    /// <param name="depth">How many values this one is nested in, itself included.</param>
    private bool CheckValue(int at, int end, int depth)
    {
        const string Message = "AnyValue";
        ReadOnlySpan<byte> bytes = _bytes;
        if (depth > _limits.MaxValueDepth)
        {
            return Fail(WireFault.TooDeep, at, Message);
        }

        while (at < end)
        {
            int start = at;
            int length = 0;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, Message);
            }

            bool stepped = true;
            bool wellFormed = true;
            switch (tag >> 3)
            {
                case CommonFields.AnyValue.StringValue:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length) && CheckText(at, length);
                    break;
                case CommonFields.AnyValue.BoolValue or CommonFields.AnyValue.IntValue:
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                case CommonFields.AnyValue.DoubleValue:
                    stepped = EdgeScan.SkipFixed64(tag, ref at, end);
                    break;
                case CommonFields.AnyValue.ArrayValue:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckValues(at, at + length, depth, ofKeyValues: false);
                    break;
                case CommonFields.AnyValue.KvlistValue:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    wellFormed = !stepped || CheckValues(at, at + length, depth, ofKeyValues: true);
                    break;
                case CommonFields.AnyValue.BytesValue:
                    stepped = EdgeScan.Length(bytes, tag, ref at, end, out length);
                    break;
                case CommonFields.AnyValue.StringValueStrindex:
                    _stringIndexes++;
                    stepped = EdgeScan.SkipVarint(bytes, tag, ref at, end);
                    break;
                default:
                    at = SkipUnknown(start, end, Message);
                    wellFormed = at >= 0;
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

    /// <summary>ArrayValue or KeyValueList: field 1 repeated.</summary>
    private bool CheckValues(int at, int end, int depth, bool ofKeyValues)
    {
        string message = ofKeyValues ? "KeyValueList" : "ArrayValue";
        ReadOnlySpan<byte> bytes = _bytes;
        while (at < end)
        {
            int start = at;
            if (!EdgeScan.Tag(bytes, ref at, end, out uint tag))
            {
                return Malformed(start, end, message);
            }

            if (tag >> 3 != CommonFields.ArrayValue.Values)
            {
                at = SkipUnknown(start, end, message);
                if (at < 0)
                {
                    return false;
                }

                continue;
            }

            if (!EdgeScan.Length(bytes, tag, ref at, end, out int length))
            {
                return Malformed(start, end, message);
            }

            if (!(ofKeyValues ? CheckKeyValue(at, at + length, depth) : CheckValue(at, at + length, depth + 1)))
            {
                return false;
            }

            at += length;
        }

        return true;
    }
}
