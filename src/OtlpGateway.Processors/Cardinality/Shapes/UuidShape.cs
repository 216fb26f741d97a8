// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Shapes;

/// <summary>UUIDs in their usual form: 8-4-4-4-12 hexadecimal digits.</summary>
internal static class UuidShape
{
    public const int Length = 36;

    /// <param name="text">As long as a UUID.</param>
    public static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            return false;
        }

        for (int at = 0; at < Length; at++)
        {
            if (at is not (8 or 13 or 18 or 23) && !char.IsAsciiHexDigit((char)text[at]))
            {
                return false;
            }
        }

        return true;
    }
}
