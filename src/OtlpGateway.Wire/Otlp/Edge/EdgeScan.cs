// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Edge;

/// <summary>
/// Steps over single fields inside [at, end) of a request. One-byte forms are inlined, everything longer is a call away.
/// A step that fails returns false and says no more: the caller reads the field again, slowly, to learn what is wrong.
/// </summary>
internal static class EdgeScan
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Tag(ReadOnlySpan<byte> bytes, ref int at, int end, out uint tag)
    {
        // The caller's loop made sure of at < end.
        tag = bytes[at];
        if (tag < 0x80)
        {
            at++;
            return true;
        }

        long packed = LongVarint32(bytes, at, end);
        at = (int)(packed >> 32);
        tag = (uint)packed;
        return packed >= 0;
    }

    /// <summary>The length of a length-delimited field whose tag was read; false too where the tag is of another type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Length(ReadOnlySpan<byte> bytes, uint tag, ref int at, int end, out int length)
    {
        if ((tag & 7) != (uint)WireType.Length)
        {
            length = 0;
            return false;
        }

        if (at < end && bytes[at] < 0x80)
        {
            length = bytes[at++];
            return length <= end - at;
        }

        long packed = LongVarint32(bytes, at, end);
        at = (int)(packed >> 32);
        length = (int)packed;
        return packed >= 0 && (uint)length <= (uint)(end - at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool SkipVarint(ReadOnlySpan<byte> bytes, uint tag, ref int at, int end)
    {
        if ((tag & 7) != (uint)WireType.Varint)
        {
            return false;
        }

        if (at < end && bytes[at] < 0x80)
        {
            at++;
            return true;
        }

        at = LongVarintEnd(bytes, at, end);
        return at >= 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool ReadVarint(ReadOnlySpan<byte> bytes, uint tag, ref int at, int end, out ulong value)
    {
        if ((tag & 7) != (uint)WireType.Varint)
        {
            value = 0;
            return false;
        }

        if (at < end && bytes[at] < 0x80)
        {
            value = bytes[at++];
            return true;
        }

        // A copy, so that the caller's position can live in a register.
        int next = at;
        bool read = Varint.TryRead(bytes[..end], ref next, out value, out _);
        at = next;
        return read;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool SkipFixed64(uint tag, ref int at, int end)
    {
        at += sizeof(ulong);
        return (tag & 7) == (uint)WireType.Fixed64 && at <= end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool SkipFixed32(uint tag, ref int at, int end)
    {
        at += sizeof(uint);
        return (tag & 7) == (uint)WireType.Fixed32 && at <= end;
    }

    /// <summary>Where a scalar ends; 0 for long varints and everything that is malformed.</summary>
    /// <param name="at">Behind the tag.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SkipScalar(ReadOnlySpan<byte> bytes, uint tag, int at, int end)
    {
        int next = (tag & 7) switch
        {
            (uint)WireType.Fixed64 => at + sizeof(ulong),
            (uint)WireType.Fixed32 => at + sizeof(uint),
            (uint)WireType.Varint when at < end && bytes[at] < 0x80 => at + 1,
            _ => int.MaxValue,
        };
        return tag >= 8 && next <= end ? next : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool ReadFixed64(ReadOnlySpan<byte> bytes, uint tag, ref int at, int end, out ulong value)
    {
        int start = at;
        at += sizeof(ulong);
        if ((tag & 7) == (uint)WireType.Fixed64 && at <= end)
        {
            value = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(start, sizeof(ulong)));
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>Whether 16 bytes are a usable trace id, or 8 a usable span id: not all zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsTraceId(ReadOnlySpan<byte> bytes, int at, int length) =>
        length == 16 && (BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(at, 8)) |
            BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(at + 8, 8))) != 0;

    /// <inheritdoc cref="IsTraceId"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSpanId(ReadOnlySpan<byte> bytes, int at, int length) =>
        length == 8 && BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(at, 8)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsUtf8(ReadOnlySpan<byte> bytes, int at, int length) =>
        IsAscii(bytes, at, length) || Utf8.IsValid(bytes.Slice(at, length));

    /// <summary>
    /// Telemetry's strings are short and mostly ASCII: up to 64 bytes are tested with two loads that may run past the
    /// string, though never past the request, and the excess is shifted out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsAscii(ReadOnlySpan<byte> bytes, int at, int length)
    {
        if (!Vector256.IsHardwareAccelerated || (uint)(length - 1) >= 64 || bytes.Length - at < 64)
        {
            return Ascii.IsValid(bytes.Slice(at, length));
        }

        ReadOnlySpan<byte> window = bytes.Slice(at, 64);
        ulong high = Vector256.Create(window).ExtractMostSignificantBits();
        if (length > 32)
        {
            high |= (ulong)Vector256.Create(window[32..]).ExtractMostSignificantBits() << 32;
        }

        return high << (64 - length) == 0;
    }

    /// <summary>Where the field that starts at <paramref name="at"/> ends; the message's end where it is malformed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int SkipField(ReadOnlySpan<byte> message, int at)
    {
        var reader = new ProtobufReader(message[at..]);
        return reader.Read() ? at + reader.Position : message.Length;
    }

    /// <summary>Where a varint of any length ends, or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int LongVarintEnd(ReadOnlySpan<byte> bytes, int at, int end) =>
        Varint.TryRead(bytes[..end], ref at, out _, out _) ? at : -1;

    /// <summary>A varint that must fit 32 bits unsigned, with the position behind it in the high half; or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long LongVarint32(ReadOnlySpan<byte> bytes, int at, int end)
    {
        // The two-byte form first: longer strings, and tags from field 16 on.
        if (end - at >= 2 && bytes[at + 1] < 0x80)
        {
            return ((long)(at + 2) << 32) | ((uint)bytes[at] & 0x7F) | ((uint)bytes[at + 1] << 7);
        }

        return Varint.TryRead(bytes[..end], ref at, out ulong value, out _) && value <= uint.MaxValue
            ? ((long)at << 32) | (uint)value
            : -1;
    }
}
