// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Shapes;
using static OtlpGateway.Detection.Scan.CharacterClasses;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// Which detectors a text could satisfy at all, from one look at its characters: how many digits and capitals it has, and
/// which of some other characters. Most texts satisfy none by that; only the others are looked at further.
/// </summary>
public static class Prefilter
{
    internal const int MinKeyCapitals = 3;

    private const int Block = 16;
    private const int ShortestText = 6;
    private const int MinUuidHyphens = 4;
    private const int MinKeyMixed = 6;
    private const int MinKeyDigits = 8;
    private const int MinHexKey = 38;

    /// <summary>The detectors of <paramref name="wanted"/> that may find something in the text; often none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Detectors Candidates(ReadOnlySpan<byte> text, Detectors wanted) =>
        text.Length < ShortestText ? HasTwoColons(text) ? Detectors.IPv6 & wanted : Detectors.None
        : ShortText.IsSupported && text.Length <= ShortText.MaxLength ? ShortText.Look(text) & wanted
        : LookInBlocks(text) & wanted;

    /// <summary>The same for a text of any length from 1 on, with what can be counted.</summary>
    internal static Detectors LookInBlocks(ReadOnlySpan<byte> text)
    {
        Vector128<byte> any = default;
        int digits = 0;
        int capitals = 0;
        ReadOnlySpan<byte> rest = text;
        while (rest.Length >= Block)
        {
            Add(Vector128.Create(rest), ref any, ref digits, ref capitals);
            rest = rest[Block..];
        }

        if (rest.Length > 0)
        {
            Add(Load(rest), ref any, ref digits, ref capitals);
        }

        ulong classes = any.AsUInt64()[0] | any.AsUInt64()[1];
        classes |= classes >> 32;
        classes |= classes >> 16;
        classes |= classes >> 8;

        // A short text needs four digits or a sign to be anything, a long one may be random.
        if (digits < 4 && (classes & (At | Percent | Colon)) == 0 && text.Length < CloudKey.MinLength)
        {
            return Detectors.None;
        }

        return Short(text, (byte)classes, digits) | (text.Length < CloudKey.MinLength ? Detectors.None : Long(text, (byte)classes, digits, capitals));
    }

    /// <summary>What is random has capitals and digits; where it is hexadecimal in lower case, digits alone.</summary>
    internal static bool IsMixed(int length, int digits, int capitals, bool hasHyphen) =>
        (capitals >= MinKeyCapitals && capitals + digits >= MinKeyMixed) || (digits >= MinKeyDigits && (hasHyphen || length >= MinHexKey));

    /// <summary>Fewer than 16 bytes, with zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Load(ReadOnlySpan<byte> bytes)
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

    private static bool HasTwoColons(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == ':' && text[at - 1] == ':')
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector128<byte> bytes, ref Vector128<byte> any, ref int digits, ref int capitals)
    {
        Vector128<byte> lower = Vector128.ShuffleNative(Lower, bytes & Vector128.Create((byte)0x0F));
        Vector128<byte> upper = Vector128.ShuffleNative(Upper, (bytes.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)0x0F));
        Vector128<byte> classes = lower & upper;
        any |= classes;

        // The sign bit of each byte is what is extracted: the class is shifted there.
        digits += BitOperations.PopCount((classes.AsUInt16() << 7).AsByte().ExtractMostSignificantBits());
        Vector128<byte> letters = bytes - Vector128.Create((byte)'A');
        capitals += BitOperations.PopCount(Vector128.Equals(Vector128.Min(letters, Vector128.Create((byte)25)), letters).ExtractMostSignificantBits());
    }

    /// <summary>What may be in a text of any length.</summary>
    private static Detectors Short(ReadOnlySpan<byte> text, byte classes, int digits)
    {
        Detectors allowed = (classes & (At | Percent)) != 0 ? Detectors.Email : Detectors.None;
        if ((classes & Colon) != 0 && text.Count((byte)':') >= 2)
        {
            allowed |= Detectors.IPv6;
        }

        if (digits >= 4 && (classes & Dot) != 0 && text.Count((byte)'.') >= 3)
        {
            allowed |= Detectors.IPv4;
        }

        return digits < Phone.MinDigits ? allowed : allowed | Numbers(text, classes, digits);
    }

    private static Detectors Numbers(ReadOnlySpan<byte> text, byte classes, int digits)
    {
        DigitRuns runs = default;
        ReadOnlySpan<byte> rest = text;
        while (rest.Length >= Block)
        {
            runs.Add(Vector128.Create(rest));
            rest = rest[Block..];
        }

        if (rest.Length > 0)
        {
            runs.Add(Load(rest));
        }

        bool hasGroups = (classes & (Grouping | Hyphen)) != 0;
        bool mayBePhone = (hasGroups || (classes & Dot) != 0) && (runs.HasFour || Phone.CanBegin(text));
        bool mayBeCard = runs.HasThirteen || (hasGroups && runs.HasFour && digits >= Card.MinDigits);
        return (mayBePhone ? Detectors.Phone : 0) | (runs.HasTen ? Detectors.LongDigits : 0) | (mayBeCard ? Detectors.Card : 0);
    }

    /// <summary>What needs a text of some length.</summary>
    private static Detectors Long(ReadOnlySpan<byte> text, byte classes, int digits, int capitals)
    {
        Detectors allowed = IsMixed(text.Length, digits, capitals, (classes & Hyphen) != 0) ? Detectors.CloudKey : Detectors.None;
        if ((classes & (RareCapital | Dot)) == (RareCapital | Dot) && text.Length >= Jwt.MinLength)
        {
            allowed |= Detectors.Jwt;
        }

        if ((classes & Hyphen) != 0 && text.Length >= PrivateKey.MinLength)
        {
            int hyphens = text.Count((byte)'-');
            allowed |= (hyphens >= MinUuidHyphens && text.Length >= Uuid.Length ? Detectors.Uuid : 0) | (hyphens >= PrivateKey.MinHyphens ? Detectors.PrivateKey : 0);
        }

        return allowed;
    }
}
