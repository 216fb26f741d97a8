// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Wire.Numbers;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>Whole numbers below a thousand as strings of the Native format, one store each: a length and up to three digits.</summary>
internal static class SmallNumberText
{
    internal const int Limit = 1000;

    private static readonly uint[] Texts = BuildTexts();

    /// <summary>The string's bytes, the first one lowest; those behind its end are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(uint value) => Texts[value];

    private static uint[] BuildTexts()
    {
        uint[] texts = new uint[Limit];
        Span<byte> room = stackalloc byte[24];
        for (uint value = 0; value < texts.Length; value++)
        {
            int length = DecimalText.Write(value, room);
            uint text = (uint)length;
            for (int i = 0; i < length; i++)
            {
                text |= (uint)room[i] << (8 * (i + 1));
            }

            texts[value] = text;
        }

        return texts;
    }
}
