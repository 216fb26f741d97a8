// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Shows what a value is like without showing it: letters are <c>a</c> or <c>A</c>, digits <c>0</c>, anything beyond ASCII
/// <c>*</c>.
/// </summary>
internal static class ValueMask
{
    private const int MaxLength = 48;

    public static string Of(ReadOnlySpan<byte> value)
    {
        StringBuilder masked = new(MaxLength + 1);
        foreach (byte letter in value[..Math.Min(value.Length, MaxLength)])
        {
            masked.Append(char.IsAsciiLetterLower((char)letter) ? 'a'
                : char.IsAsciiLetterUpper((char)letter) ? 'A'
                : char.IsAsciiDigit((char)letter) ? '0'
                : letter is >= 0x80 or < 0x20 or 0x7F ? '*'
                : (char)letter);
        }

        return value.Length > MaxLength ? masked.Append('…').ToString() : masked.ToString();
    }
}
