// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// The characters that the filter asks for, found by two tables of 16: a character is in a class when both have the class's
/// bit, one at its lower half and one at its upper.
/// </summary>
internal static class CharacterClasses
{
    public const byte Digit = 1;
    public const byte Dot = 2;
    public const byte Hyphen = 4;
    public const byte Colon = 8;
    public const byte At = 16;
    public const byte Percent = 32;

    /// <summary>I and J: rare in text, and in the prefix of a token.</summary>
    public const byte RareCapital = 64;

    /// <summary>Space, opening bracket, plus and slash: what phone numbers begin with or are grouped by.</summary>
    public const byte Grouping = 128;

    // What keys are made of, by the half of the table that it is in.
    private const byte Signs = 1;
    private const byte DigitsAndEquals = 2;
    private const byte EarlyLetters = 4;
    private const byte LateLetters = 8;
    private const byte Underscore = 16;
    private const byte Tilde = 32;

    public static readonly Vector128<byte> Lower = Vector128.Create(
        Digit | At | Grouping, Digit, Digit, Digit, Digit, Digit | Percent, Digit, Digit, Digit | Grouping, Digit | RareCapital, RareCapital | Colon, Grouping, 0, Hyphen, Dot, (byte)Grouping);

    public static readonly Vector128<byte> Upper = Vector128.Create(
        0, 0, Dot | Hyphen | Percent | Grouping, Digit | Colon, At | RareCapital, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)0);

    private static readonly Vector128<byte> KeyLower = Vector128.Create(
        DigitsAndEquals | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters,
        DigitsAndEquals | EarlyLetters | LateLetters, Signs | DigitsAndEquals | EarlyLetters | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters,
        DigitsAndEquals | EarlyLetters | LateLetters, DigitsAndEquals | EarlyLetters | LateLetters, EarlyLetters | LateLetters, Signs | EarlyLetters,
        EarlyLetters, Signs | DigitsAndEquals | EarlyLetters, Signs | EarlyLetters | Tilde, (byte)(Signs | EarlyLetters | Underscore));

    private static readonly Vector128<byte> KeyUpper = Vector128.Create(
        0, 0, Signs, DigitsAndEquals, EarlyLetters, LateLetters | Underscore, EarlyLetters, LateLetters | Tilde, 0, 0, 0, 0, 0, 0, 0, (byte)0);

    /// <summary>The classes of 32 characters. Only where <see cref="Avx2.IsSupported"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Of(Vector256<byte> bytes) => Look(bytes, Lower, Upper);

    /// <summary>A bit for each of 32 characters that a key can have in or behind its prefix. Only where <see cref="Avx2.IsSupported"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint KeyCharacters(Vector256<byte> bytes) =>
        ~Vector256.Equals(Look(bytes, KeyLower, KeyUpper), Vector256<byte>.Zero).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Look(Vector256<byte> bytes, Vector128<byte> lower, Vector128<byte> upper)
    {
        Vector256<byte> half = Vector256.Create((byte)0x0F);
        return Avx2.Shuffle(Vector256.Create(lower, lower), bytes & half) & Avx2.Shuffle(Vector256.Create(upper, upper), (bytes.AsUInt16() >>> 4).AsByte() & half);
    }
}
