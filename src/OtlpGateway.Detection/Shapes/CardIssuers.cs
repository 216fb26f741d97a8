// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection.Shapes;

/// <summary>The ranges of the first digits that card issuers use, and how long their numbers are (ISO/IEC 7812).</summary>
internal static class CardIssuers
{
    /// <param name="digits">The number's, in ASCII; at least 13.</param>
    public static bool Knows(ReadOnlySpan<byte> digits)
    {
        int length = digits.Length;
        int four = 0;
        for (int i = 0; i < 4; i++)
        {
            four = (10 * four) + digits[i] - '0';
        }

        return four switch
        {
            // Mir, Mastercard
            >= 2200 and <= 2204 => length is >= 16 and <= 19,
            >= 2221 and <= 2720 => length == 16,

            // Diners Club
            (>= 3000 and <= 3059) or (>= 3600 and <= 3699) or (>= 3800 and <= 3999) => length is 14 or 16,

            // American Express
            (>= 3400 and <= 3499) or (>= 3700 and <= 3799) => length == 15,

            // JCB
            >= 3528 and <= 3589 => length is >= 16 and <= 19,

            // Visa
            >= 4000 and <= 4999 => length is 13 or 16 or 19,

            // Maestro, Mastercard
            >= 5000 and <= 5099 or (>= 5600 and <= 5899) => length is >= 13 and <= 19,
            >= 5100 and <= 5599 => length == 16,

            // Discover, UnionPay, RuPay, Maestro
            6011 or (>= 6221 and <= 6229) or (>= 6440 and <= 6599) => length is >= 16 and <= 19,
            (>= 6200 and <= 6299) or (>= 8100 and <= 8199) => length is >= 16 and <= 19,
            6304 or 6759 or 6761 or 6762 or 6763 => length is >= 13 and <= 19,
            >= 6060 and <= 6099 => length == 16,
            _ => false,
        };
    }
}
