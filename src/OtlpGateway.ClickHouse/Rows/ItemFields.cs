// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OtlpGateway.ClickHouse.Native;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>An item of a request with attributes, found in it: ranges of bytes and numbers, no copies.</summary>
/// <param name="attributes">Where its attributes are written to.</param>
/// <param name="attributesTag">The tag of its attributes, which is a byte.</param>
internal abstract class ItemFields(MapColumn attributes, byte attributesTag) : IDisposable
{
    // Field 16 or a multiple of it: a span's flags, which most spans have and no column.
    private const byte HighFixed32Tag = 0x80 | (int)WireType.Fixed32;

    internal AttributeMaps Attributes { get; } = new(attributes);

    /// <summary>Reads the item at <paramref name="item"/>. False when it is malformed anywhere.</summary>
    internal bool TryRead(ReadOnlySpan<byte> request, ByteRange item)
    {
        Clear();
        ReadOnlySpan<byte> fields = item.Of(request);
        int at = ReadStart(fields, item.Start);
        while (at < fields.Length)
        {
            int next = fields[at] == attributesTag
                ? Attributes.AddRun(request, item.Start + at, item.Start + fields.Length, attributesTag) - item.Start
                : at;
            if (next != at)
            {
                next = ReadEnd(fields, item.Start, next);
            }
            else if (!TryReadField(request, item.Start, fields, ref next))
            {
                return false;
            }

            at = next;
        }

        Attributes.EndMap();
        return true;
    }

    public virtual void Dispose() => Attributes.Dispose();

    /// <summary>Forgets the item before.</summary>
    protected virtual void Clear() => Attributes.Clear();

    /// <summary>
    /// Reads what such items nearly always start with, if this one does. Returns where to go on field by field.
    /// </summary>
    /// <param name="fields">The item.</param>
    /// <param name="start">Where it is in its request.</param>
    protected virtual int ReadStart(ReadOnlySpan<byte> fields, int start) => 0;

    /// <summary>
    /// Reads what such items nearly always have behind their attributes, if this one does. Returns where to go on field by
    /// field.
    /// </summary>
    /// <param name="fields">The item.</param>
    /// <param name="start">Where it is in its request.</param>
    /// <param name="at">Where in the item the attributes end.</param>
    protected virtual int ReadEnd(ReadOnlySpan<byte> fields, int start, int at) => at;

    /// <summary>Takes a number: a varint, or what is 4 or 8 bytes wide.</summary>
    protected abstract void ReadScalar(uint tag, ulong value);

    /// <summary>Takes a field with a length. False when it is malformed inside.</summary>
    protected abstract bool TryReadBytes(ReadOnlySpan<byte> request, int field, ByteRange range);

    /// <summary>One-byte tags and lengths, which is nearly every field, are read here; the rest as in any message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadField(ReadOnlySpan<byte> request, int start, ReadOnlySpan<byte> fields, ref int at)
    {
        byte tag = fields[at];
        int room = fields.Length - at;
        if (tag is >= 8 and < 0x80 && room > 1)
        {
            byte next = fields[at + 1];
            switch ((WireType)(tag & 7))
            {
                case WireType.Length when next < 0x80 && room >= 2 + next:
                    at += 2 + next;
                    return TryReadBytes(request, tag >> 3, new ByteRange(start + at - next, next));
                case WireType.Varint when next < 0x80:
                    at += 2;
                    ReadScalar(tag, next);
                    return true;
                case WireType.Fixed64 when room > sizeof(ulong):
                    ReadScalar(tag, BinaryPrimitives.ReadUInt64LittleEndian(fields[(at + 1)..]));
                    at += 1 + sizeof(ulong);
                    return true;
                case WireType.Fixed32 when room > sizeof(uint):
                    ReadScalar(tag, BinaryPrimitives.ReadUInt32LittleEndian(fields[(at + 1)..]));
                    at += 1 + sizeof(uint);
                    return true;
            }
        }

        if (tag == HighFixed32Tag && room > 1 + sizeof(uint) && fields[at + 1] is > 0 and < 0x80)
        {
            at += 2 + sizeof(uint);
            return true;
        }

        return TryReadAny(request, start, fields, ref at);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadAny(ReadOnlySpan<byte> request, int start, ReadOnlySpan<byte> fields, ref int at)
    {
        ProtobufReader reader = new(fields[at..]);
        if (!reader.Read())
        {
            return false;
        }

        int position = start + at;
        at += reader.Position;
        if (reader.Type == WireType.Length)
        {
            return TryReadBytes(request, reader.Field, new ByteRange(position + reader.ValueStart, reader.Position - reader.ValueStart));
        }

        ReadScalar(reader.Tag, reader.Scalar);
        return true;
    }
}
