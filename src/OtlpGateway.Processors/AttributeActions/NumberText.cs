// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>Numbers in text, as convert takes them: the whole text, in decimal.</summary>
internal static class NumberText
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public static bool TryParse(ReadOnlySpan<byte> text, out long value) =>
        long.TryParse(text, Whole, CultureInfo.InvariantCulture, out value);

    /// <summary>Also the infinities and NaN, in any case. A number that a double cannot hold is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        ReadOnlySpan<byte> unsigned = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(unsigned, "inf"u8) || Ascii.EqualsIgnoreCase(unsigned, "infinity"u8))
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            value = double.NaN;
            return true;
        }

        return double.TryParse(text, Real, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }
}
