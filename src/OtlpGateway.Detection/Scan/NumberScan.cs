// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Detection.Scan;

/// <summary>Looks at each run of digits once for all shapes that begin with one.</summary>
internal static class NumberScan
{
    public static bool TryFind(ReadOnlySpan<byte> text, int from, Detectors wanted, out Detection found)
    {
        found = default;
        for (int at = from; at < text.Length;)
        {
            int digit = text[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (digit < 0)
            {
                return false;
            }

            digit += at;
            int start = digit > from && text[digit - 1] is (byte)'+' or (byte)'(' && digit > from ? digit - 1 : digit;
            int end = Characters.EndOfDigits(text, digit);
            if (Match(text, start, digit, end - digit, wanted, out found))
            {
                return true;
            }

            at = end;
        }

        return false;
    }

    private static bool Match(ReadOnlySpan<byte> text, int start, int digit, int run, Detectors wanted, out Detection found)
    {
        byte next = Characters.At(text, digit + run);
        if ((wanted & Detectors.Phone) != 0 && start < digit && Accept(DetectorKind.Phone, start, Phone.MatchAt(text, start), out found))
        {
            return true;
        }

        if (run <= 3 && next == '.' && (wanted & Detectors.IPv4) != 0 && Accept(DetectorKind.IPv4, digit, IPv4.MatchAt(text, digit), out found))
        {
            return true;
        }

        bool canBeCard = run >= Card.MinDigits || (run == 4 && next is (byte)' ' or (byte)'-');
        if (canBeCard && (wanted & Detectors.Card) != 0 && Accept(DetectorKind.Card, digit, Card.MatchAt(text, digit), out found))
        {
            return true;
        }

        bool canBePhone = run is >= 1 and <= 6 && next is (byte)'-' or (byte)'.' or (byte)' ' or (byte)'/';
        if (canBePhone && (wanted & Detectors.Phone) != 0 && Accept(DetectorKind.Phone, digit, Phone.MatchAt(text, digit), out found))
        {
            return true;
        }

        if (run >= LongDigits.MinLength && (wanted & Detectors.LongDigits) != 0)
        {
            return Accept(DetectorKind.LongDigits, digit, LongDigits.MatchAt(text, digit), out found);
        }

        found = default;
        return false;
    }

    private static bool Accept(DetectorKind kind, int start, int length, out Detection found)
    {
        found = new Detection(kind, start, length);
        return length > 0;
    }
}
