// SPDX-License-Identifier: Apache-2.0

using System.Runtime.Intrinsics;
using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// A UUID of any version in its customary form, 8-4-4-4-12 hexadecimal digits. Matches behind <c>user_</c> and
/// <c>pod-</c>, not behind or before a letter or digit. Trace ids, hashes and other runs without hyphens are none.
/// </summary>
public static class Uuid
{
    /// <summary>Of every match, in bytes.</summary>
    public const int Length = 36;

    private const int FirstHyphen = 8;

    /// <summary>A bit for each byte that is a hyphen.</summary>
    private const uint Hyphens = (1 << 8) | (1 << 13) | (1 << 18) | (1 << 23);

    /// <summary>Length of the UUID that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at > (uint)text.Length || text.Length - at < Length || IsAlphanumericAt(text, at - 1) || IsAlphanumericAt(text, at + Length))
        {
            return 0;
        }

        ReadOnlySpan<byte> uuid = text.Slice(at, Length);
        if (Vector256.IsHardwareAccelerated)
        {
            return IsUuid(Vector256.Create(uuid), Hyphens) && IsUuid(Vector256.Create(uuid[^Vector256<byte>.Count..]), Hyphens >> (Length - Vector256<byte>.Count))
                ? Length
                : 0;
        }

        if (uuid[8] != '-' || uuid[13] != '-' || uuid[18] != '-' || uuid[23] != '-')
        {
            return 0;
        }

        for (int i = 0; i < Length; i++)
        {
            if (!IsHex(uuid[i]) && i is not (8 or 13 or 18 or 23))
            {
                return 0;
            }
        }

        return Length;
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        for (int hyphen = from + FirstHyphen; hyphen < text.Length; hyphen++)
        {
            int next = text[hyphen..].IndexOf((byte)'-');
            if (next < 0)
            {
                break;
            }

            hyphen += next;
            if (MatchAt(text, hyphen - FirstHyphen) > 0)
            {
                found = new Detection(DetectorKind.Uuid, hyphen - FirstHyphen, Length);
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>Hexadecimal digits everywhere, and hyphens where they belong.</summary>
    private static bool IsUuid(Vector256<byte> bytes, uint hyphens)
    {
        Vector256<byte> digits = bytes - Vector256.Create((byte)'0');
        Vector256<byte> letters = (bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        uint hex = (Vector256.LessThan(digits, Vector256.Create((byte)10)) | Vector256.LessThan(letters, Vector256.Create((byte)6))).ExtractMostSignificantBits();
        return hex == ~hyphens && Vector256.Equals(bytes, Vector256.Create((byte)'-')).ExtractMostSignificantBits() == hyphens;
    }
}
