// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;

namespace OtlpGateway.Wire.Numbers;

/// <summary>
/// The shortest decimal that reads back as a double, closest to it where there are several: Schubfach, after R. Giulietti,
/// "The Schubfach way to render doubles" (2021). Several times as fast as the framework's formatting, which the tests hold
/// it against.
/// </summary>
public static class ShortestDecimal
{
    private const int SmallestK = -324;
    private const int LargestK = 292;
    private const int SmallestQ = -1074;
    private const int FractionBits = 52;
    private const ulong HiddenBit = 1UL << FractionBits;
    private const ulong Mask63 = (1UL << 63) - 1;

    private static readonly (ulong High, ulong Low)[] Powers = BuildPowers();

    /// <summary>Digits and exponent of a finite double above zero: it is digits × 10^exponent, and digits do not end in zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (ulong Digits, int Exponent) Of(double magnitude)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(magnitude);
        ulong fraction = bits & (HiddenBit - 1);
        int biased = (int)(bits >> FractionBits);
        (ulong digits, int exponent) = fraction != 0 && biased != 0
            ? ToDecimalRegular(fraction | HiddenBit, biased + SmallestQ - 1)
            : ToDecimal(biased == 0 ? fraction : HiddenBit, Math.Max(biased, 1) + SmallestQ - 1);
        return digits % 10 == 0 ? Trim(digits, exponent) : (digits, exponent);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ulong Digits, int Exponent) Trim(ulong digits, int exponent)
    {
        // At most 17 digits, so at most 16 zeros; a round price has nearly as many.
        while (digits % 10_000 == 0)
        {
            digits /= 10_000;
            exponent += 4;
        }

        while (digits % 10 == 0)
        {
            digits /= 10;
            exponent++;
        }

        return (digits, exponent);
    }

    /// <summary>
    /// What <see cref="ToDecimal"/> gives for nearly every double: one that is neither a power of two nor subnormal. Which
    /// candidate it is cannot be predicted, so that it is chosen without a branch; all numbers are below 2^63, and the sign
    /// of a difference compares them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Digits, int Exponent) ToDecimalRegular(ulong c, int q)
    {
        ulong odd = c & 1;
        ulong middle = c << 2;
        int k = FloorLog10Pow2(q);
        int shift = q + FloorLog2Pow10(-k) + 2;
        (ulong High, ulong Low) power = Powers[k - SmallestK];
        ulong vb = RoundToOdd(power, middle << shift);
        ulong vbl = RoundToOdd(power, (middle - 2) << shift) + odd;
        ulong vbr = RoundToOdd(power, (middle + 2) << shift) - odd;
        ulong s = vb >> 2;
        ulong tenth = s / 10;
        ulong belowFits = 1 ^ (((40 * tenth) - vbl) >> 63);
        ulong aboveFits = 1 ^ ((vbr - (40 * tenth) - 40) >> 63);
        ulong lowerFits = 1 ^ (((s << 2) - vbl) >> 63);
        ulong upperFits = 1 ^ ((vbr - (s << 2) - 4) >> 63);
        // One digit less, when just one of the two neighbours is inside; else the closer one, or the even one.
        ulong isTenth = belowFits ^ aboveFits;
        ulong isOne = lowerFits ^ upperFits;
        ulong isAbove = ((vb & 3) + (s & 1) + 1) >> 2;
        ulong one = s + (isOne & upperFits) + ((isOne ^ 1) & isAbove);
        ulong ten = tenth + (belowFits ^ 1);
        return (one + ((ten - one) & (0 - isTenth)), k + (int)isTenth);
    }

    /// <summary>The decimal in the rounding interval of c × 2^q.</summary>
    private static (ulong Digits, int Exponent) ToDecimal(ulong c, int q)
    {
        ulong odd = c & 1;
        ulong middle = c << 2;
        bool regular = c != HiddenBit || q == SmallestQ;
        ulong lower = regular ? middle - 2 : middle - 1;
        int k = regular ? FloorLog10Pow2(q) : FloorLog10ThreeQuartersPow2(q);
        int shift = q + FloorLog2Pow10(-k) + 2;
        (ulong High, ulong Low) power = Powers[k - SmallestK];
        ulong vb = RoundToOdd(power, middle << shift);
        ulong vbl = RoundToOdd(power, lower << shift) + odd;
        ulong vbr = RoundToOdd(power, (middle + 2) << shift) - odd;
        ulong s = vb >> 2;
        if (s >= 100)
        {
            // One digit less, when just one of the two neighbours is inside.
            ulong below = s / 10 * 10;
            bool belowFits = vbl <= below << 2;
            bool aboveFits = (below + 10) << 2 <= vbr;
            if (belowFits != aboveFits)
            {
                return (belowFits ? below : below + 10, k);
            }
        }

        bool lowerFits = vbl <= s << 2;
        bool upperFits = (s + 1) << 2 <= vbr;
        if (lowerFits != upperFits)
        {
            return (lowerFits ? s : s + 1, k);
        }

        long distance = (long)(vb - ((s + s + 1) << 1));
        return (distance < 0 || (distance == 0 && (s & 1) == 0) ? s : s + 1, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd((ulong High, ulong Low) power, ulong value)
    {
        ulong x1 = Math.BigMul(power.Low, value, out _);
        ulong y1 = Math.BigMul(power.High, value, out ulong y0);
        ulong z = (y0 >> 1) + x1;
        ulong w = y1 + (z >> 63);
        return w | (((z & Mask63) + Mask63) >> 63);
    }

    private static int FloorLog10Pow2(int exponent) => (int)((exponent * 661_971_961_083L) >> 41);

    private static int FloorLog10ThreeQuartersPow2(int exponent) => (int)(((exponent * 661_971_961_083L) - 274_743_187_321L) >> 41);

    private static int FloorLog2Pow10(int exponent) => (int)((exponent * 913_124_641_741L) >> 38);

    /// <summary>10^-k as 126 bits, rounded up, for every k.</summary>
    private static (ulong High, ulong Low)[] BuildPowers()
    {
        var powers = new (ulong, ulong)[LargestK - SmallestK + 1];
        for (int k = SmallestK; k <= LargestK; k++)
        {
            int binary = 125 - FloorLog2Pow10(-k);
            BigInteger numerator = BigInteger.Pow(10, Math.Max(-k, 0)) << Math.Max(binary, 0);
            BigInteger denominator = BigInteger.Pow(10, Math.Max(k, 0)) << Math.Max(-binary, 0);
            BigInteger g = (numerator / denominator) + 1;
            powers[k - SmallestK] = ((ulong)(g >> 63), (ulong)(g & Mask63));
        }

        return powers;
    }
}
