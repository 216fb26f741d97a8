// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Shapes;

/// <summary>
/// An IPv6 address, in full or shortened with <c>::</c>, also with an IPv4 address at its end. Shortened ones need a digit
/// and a group of three characters, which scopes of programming languages (<c>std::string</c>, <c>Abc::Def</c>) lack. Not
/// hardware addresses of six or eight pairs, not times.
/// </summary>
public static class IPv6
{
    private const int MaxGroups = 8;
    private const int MaxGroupLength = 4;

    /// <summary>Length of the address that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || (at > 0 && (IsAlphanumeric(text[at - 1]) || text[at - 1] is (byte)':' or (byte)'.' or (byte)'_')))
        {
            return 0;
        }

        Groups groups = default;
        int end = Parse(text, at, ref groups);
        if (end == 0 || IsAlphanumericAt(text, end) || At(text, end) == '_')
        {
            return 0;
        }

        // A colon behind it ends a sentence's part or, in front of a digit, would be one group too many.
        if (At(text, end) == ':' && (IsAlphanumericAt(text, end + 1) || At(text, end + 1) == ':'))
        {
            return 0;
        }

        return groups.IsAddress ? end - at : 0;
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        found = default;
        for (int at = from; at < text.Length;)
        {
            int colon = text[at..].IndexOf((byte)':');
            if (colon < 0)
            {
                return false;
            }

            colon += at;
            int start = colon;
            while (start > at && colon - start <= MaxGroupLength && IsHex(text[start - 1]))
            {
                start--;
            }

            int length = MatchAt(text, start);
            if (length > 0)
            {
                found = new Detection(DetectorKind.IPv6, start, length);
                return true;
            }

            // No address begins within a run of groups: it would have a group or a colon before it.
            at = colon + 1;
            while (at < text.Length && (IsHex(text[at]) || text[at] == ':'))
            {
                at++;
            }
        }

        return false;
    }

    private static int Parse(ReadOnlySpan<byte> text, int at, ref Groups groups)
    {
        int end = 0;
        while (groups.Count <= MaxGroups)
        {
            int start = at;
            while (at < text.Length && at - start <= MaxGroupLength && IsHex(text[at]))
            {
                groups.HasDigit |= IsDigit(text[at]);
                at++;
            }

            int length = at - start;
            if (length > 0 && At(text, at) == '.' && groups.Count > 0 && IPv4.Parse(text, start, out _) is var tail and > 0)
            {
                groups.Count += 2;
                groups.Longest = Math.Max(groups.Longest, 3);
                return tail;
            }

            if (length > MaxGroupLength)
            {
                return 0;
            }

            if (length > 0)
            {
                groups.Add(length);
                end = at;
            }

            if (At(text, at) != ':')
            {
                return end;
            }

            if (At(text, at + 1) == ':')
            {
                if (groups.IsShortened)
                {
                    return 0;
                }

                groups.IsShortened = true;
                groups.BeginsShortened = groups.Count == 0;
                at += 2;
                end = at;
            }
            else if (length == 0 || !(At(text, at + 1) is var next && IsHex(next)))
            {
                return end;
            }
            else
            {
                at++;
            }
        }

        return 0;
    }

    private struct Groups
    {
        public int Count;
        public int Longest;
        public bool HasDigit;
        public bool IsShortened;
        public bool BeginsShortened;
        private int _pairs;

        public readonly bool IsAddress => IsShortened
            ? Count < MaxGroups && HasDigit && (BeginsShortened ? Count > 0 : Count > 1 && Longest > 2)
            : Count == MaxGroups && _pairs < MaxGroups;

        public void Add(int length)
        {
            Count++;
            Longest = Math.Max(Longest, length);
            _pairs += length == 2 ? 1 : 0;
        }
    }
}
