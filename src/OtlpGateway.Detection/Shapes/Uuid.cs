// SPDX-License-Identifier: Apache-2.0

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

    /// <summary>Length of the UUID that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at > (uint)text.Length || text.Length - at < Length || IsAlphanumericAt(text, at - 1) || IsAlphanumericAt(text, at + Length))
        {
            return 0;
        }

        ReadOnlySpan<byte> uuid = text.Slice(at, Length);
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
}
