// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Shapes;
using static OtlpGateway.Detection.Scan.CharacterClasses;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// Up to 64 characters, which is nearly every value there is, in two registers: a bit for each character in each class. So
/// not only how many there are is seen, but also how they stand.
/// </summary>
internal readonly ref struct ShortText
{
    public const int MaxLength = 64;

    private const int MinUuidHyphens = 4;
    private const int MinIPv6Colons = 6;

    // Of the shortest BEGIN line.
    private const int MinPrivateKeyCapitals = 5;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Vector256<byte> _first;
    private readonly Vector256<byte> _last;
    private readonly Vector256<byte> _firstClasses;
    private readonly Vector256<byte> _lastClasses;
    private readonly int _shift;

    // The last register overlaps the first where the text is shorter than both: their bits then say the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ShortText(ReadOnlySpan<byte> text)
    {
        _text = text;
        if (text.Length >= 32)
        {
            _shift = text.Length - 32;
            _first = Vector256.Create(text);
            _last = Vector256.Create(text[_shift..]);
        }
        else if (text.Length >= 16)
        {
            _shift = text.Length - 16;
            _first = Vector128.Create(text).ToVector256();
            _last = Vector128.Create(text[_shift..]).ToVector256();
        }
        else
        {
            _first = Prefilter.Load(text).ToVector256();
            _last = _first;
        }

        _firstClasses = CharacterClasses.Of(_first);
        _lastClasses = CharacterClasses.Of(_last);
    }

    public static bool IsSupported => Avx2.IsSupported;

    private ulong Digits => BitsOf(Digit);

    private ulong Capitals => Together(AreCapitals(_first), AreCapitals(_last));

    /// <summary>The detectors that a text of 1 to <see cref="MaxLength"/> bytes could satisfy.</summary>
    public static Detectors Look(ReadOnlySpan<byte> text)
    {
        var seen = new ShortText(text);
        ulong digits = seen.Digits;
        int digitCount = BitOperations.PopCount(digits);
        int capitalCount = BitOperations.PopCount(seen.Capitals);
        if (digitCount < 4 && !seen.HasAny(At | Percent | Colon) && (text.Length < CloudKey.MinLength
            || (capitalCount < Prefilter.MinKeyCapitals && !seen.HasAny(RareCapital) && (text.Length < Uuid.Length || !seen.HasAny(Hyphen)))))
        {
            return Detectors.None;
        }

        Detectors found = seen.Short(digits, digitCount);
        return text.Length < CloudKey.MinLength ? found : found | seen.Long(digitCount, capitalCount);
    }

    /// <summary>What may be in a text of any length.</summary>
    private Detectors Short(ulong digits, int digitCount)
    {
        Detectors found = HasAny(At | Percent) ? Detectors.Email : Detectors.None;
        ulong colons = BitsOf(Colon);
        if ((colons & (colons >> 1)) != 0 || BitOperations.PopCount(colons) >= MinIPv6Colons)
        {
            found |= Detectors.IPv6;
        }

        if (digitCount < 4)
        {
            return found;
        }

        ulong dots = BitsOf(Dot);
        if (BitOperations.PopCount(dots & (digits << 1) & (digits >> 1)) >= 3)
        {
            found |= Detectors.IPv4;
        }

        return digitCount < Phone.MinDigits ? found : found | Numbers(digits, digitCount, dots != 0);
    }

    private Detectors Numbers(ulong digits, int count, bool hasDot)
    {
        ulong two = digits & (digits >> 1);
        ulong four = two & (two >> 2);
        ulong eight = four & (four >> 4);
        bool hasGroups = HasAny(Grouping | Hyphen);
        bool mayBePhone = (hasGroups || hasDot) && (four != 0 || Phone.CanBegin(_text));
        bool mayBeCard = (eight & (eight >> 5)) != 0 || (hasGroups && four != 0 && count >= Card.MinDigits);
        return (mayBePhone ? Detectors.Phone : 0) | ((eight & (eight >> 2)) != 0 ? Detectors.LongDigits : 0) | (mayBeCard ? Detectors.Card : 0);
    }

    /// <summary>What needs a text of some length.</summary>
    private Detectors Long(int digitCount, int capitalCount)
    {
        ulong hyphens = BitsOf(Hyphen);
        Detectors found = Prefilter.IsMixed(_text.Length, digitCount, capitalCount, hyphens != 0) && HasRunOfKey() ? Detectors.CloudKey : Detectors.None;
        if (HasAny(RareCapital) && HasAny(Dot) && _text.Length >= Jwt.MinLength)
        {
            found |= Detectors.Jwt;
        }

        int hyphenCount = BitOperations.PopCount(hyphens);
        if (hyphenCount < MinUuidHyphens)
        {
            return found;
        }

        // Three groups of four between four hyphens.
        ulong two = hyphens & (hyphens >> 5);
        bool mayBePrivate = _text.Length >= PrivateKey.MinLength && hyphenCount >= PrivateKey.MinHyphens && capitalCount >= MinPrivateKeyCapitals;
        bool mayBeUuid = _text.Length >= Uuid.Length && (two & (two >> 10)) != 0;
        return found | (mayBeUuid ? Detectors.Uuid : 0) | (mayBePrivate ? Detectors.PrivateKey : 0);
    }

    /// <summary>Whether there are as many characters in a row as the shortest key has.</summary>
    private bool HasRunOfKey()
    {
        ulong one = KeyCharacters(_first) | ((ulong)KeyCharacters(_last) << _shift);
        ulong two = one & (one >> 1);
        ulong four = two & (two >> 2);
        ulong eight = four & (four >> 4);
        ulong sixteen = eight & (eight >> 8);
        return (sixteen & (four >> 16)) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AreCapitals(Vector256<byte> bytes) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'A'), Vector256.Create((byte)('Z' - 'A')));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasAny(byte classes) => ((_firstClasses | _lastClasses) & Vector256.Create(classes)) != Vector256<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong BitsOf(byte ofClass)
    {
        // The sign bit of each byte is what is extracted: the class is shifted there.
        int toSign = BitOperations.LeadingZeroCount((uint)ofClass << 24);
        return Together((_firstClasses.AsUInt16() << toSign).AsByte(), (_lastClasses.AsUInt16() << toSign).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Together(Vector256<byte> first, Vector256<byte> last) =>
        first.ExtractMostSignificantBits() | ((ulong)last.ExtractMostSignificantBits() << _shift);
}
