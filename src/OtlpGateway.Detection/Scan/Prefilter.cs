// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// Which detectors a text could satisfy at all, from one look at its characters, 16 at a time: how many digits, capitals,
/// dots, hyphens and colons it has, how long its runs of digits are, and whether some rarer characters occur. Most texts
/// satisfy none.
/// </summary>
public static class Prefilter
{
    internal const byte Digit = 1;
    internal const byte Dot = 2;
    internal const byte Hyphen = 4;
    internal const byte Colon = 8;
    internal const byte At = 16;
    internal const byte Percent = 32;

    /// <summary>I and J: rare in text, and in the prefix of a token.</summary>
    internal const byte RareCapital = 64;

    /// <summary>Space, opening bracket, plus and slash: what phone numbers begin with or are grouped by.</summary>
    internal const byte Grouping = 128;

    private const int Block = 16;
    private const int ShortestText = 6;

    // A character is in a class when both tables have the class's bit, one at its lower half and one at its upper.
    private static readonly Vector128<byte> Lower = Vector128.Create(
        Digit | At | Grouping, Digit, Digit, Digit, Digit, Digit | Percent, Digit, Digit, Digit | Grouping, Digit | RareCapital, RareCapital | Colon, Grouping, 0, Hyphen, Dot, (byte)Grouping);

    private static readonly Vector128<byte> Upper = Vector128.Create(
        0, 0, Dot | Hyphen | Percent | Grouping, Digit | Colon, At | RareCapital, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)0);

    /// <summary>The detectors of <paramref name="wanted"/> that may find something in the text; often none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Detectors Candidates(ReadOnlySpan<byte> text, Detectors wanted) =>
        text.Length >= ShortestText ? Look(text, wanted)
        : text.IndexOf("::"u8) >= 0 ? Detectors.IPv6 & wanted
        : Detectors.None;

    private static Detectors Look(ReadOnlySpan<byte> text, Detectors wanted)
    {
        Features features = default;
        int at = 0;
        for (; at <= text.Length - Block; at += Block)
        {
            Add(ref features, Vector128.Create(text.Slice(at, Block)));
        }

        ReadOnlySpan<byte> rest = text[at..];
        if (rest.Length > 0)
        {
            Add(ref features, Load(rest));
        }

        Detectors allowed = Allow(features, text.Length) & wanted;
        return (allowed & Detectors.Phone) != 0 && !features.HasFourDigits && !Phone.CanBegin(text) ? allowed & ~Detectors.Phone : allowed;
    }

    // A copy, so that the one that is added to can live in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Detectors Allow(Features features, int length) => features.Allow(length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref Features features, Vector128<byte> bytes)
    {
        Vector128<byte> lower = Vector128.ShuffleNative(Lower, bytes & Vector128.Create((byte)0x0F));
        Vector128<byte> upper = Vector128.ShuffleNative(Upper, (bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F));
        Vector128<byte> letters = bytes - Vector128.Create((byte)'A');
        features.Add(lower & upper, Vector128.Equals(Vector128.Min(letters, Vector128.Create((byte)25)), letters));
    }

    /// <summary>Fewer than 16 bytes, with zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ReadOnlySpan<byte> bytes)
    {
        ulong low;
        ulong high = 0;
        int length = bytes.Length;
        if (length >= sizeof(ulong))
        {
            low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
            high = length == sizeof(ulong) ? 0 : last >> (8 * (Block - length));
        }
        else if (length >= sizeof(uint))
        {
            low = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            low |= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << (8 * (length - sizeof(uint)));
        }
        else
        {
            low = bytes[0] | ((uint)bytes[length / 2] << (8 * (length / 2))) | ((uint)bytes[length - 1] << (8 * (length - 1)));
        }

        return Vector128.Create(low, high).AsByte();
    }
}
