// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Detection.Scan;

/// <summary>What <see cref="Prefilter"/> has seen of a text, and what that leaves possible.</summary>
internal struct Features
{
    private const int MinUuidHyphens = 4;
    private const int MinKeyCapitals = 3;
    private const int MinKeyMixed = 6;
    private const int MinKeyDigits = 8;
    private const int MinHexKey = 38;
    private const int CarriedBits = 12;

    private Vector128<byte> _any;
    private int _digits;
    private int _capitals;
    private int _dots;
    private int _hyphens;
    private int _colons;

    // The digits of the block and the last twelve before it, a bit each; and where four, ten and thirteen in a row end.
    private uint _run;
    private uint _four;
    private uint _ten;
    private uint _thirteen;

    /// <summary>Whether four digits stand in a row somewhere.</summary>
    public readonly bool HasFourDigits => _four != 0;

    /// <param name="classes">The classes of 16 characters.</param>
    /// <param name="capitals">All bits of those that are capitals.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<byte> classes, Vector128<byte> capitals)
    {
        _any |= classes;
        _capitals += BitOperations.PopCount(capitals.ExtractMostSignificantBits());

        // The sign bit of each byte is what is extracted: the class is shifted there.
        uint digits = (classes.AsUInt16() << 7).AsByte().ExtractMostSignificantBits();
        _digits += BitOperations.PopCount(digits);
        _dots += BitOperations.PopCount((classes.AsUInt16() << 6).AsByte().ExtractMostSignificantBits());
        _hyphens += BitOperations.PopCount((classes.AsUInt16() << 5).AsByte().ExtractMostSignificantBits());
        _colons += BitOperations.PopCount((classes.AsUInt16() << 4).AsByte().ExtractMostSignificantBits());

        _run = (_run >> 16) | (digits << CarriedBits);
        uint two = _run & (_run >> 1);
        uint four = two & (two >> 2);
        uint eight = four & (four >> 4);
        _four |= four;
        _ten |= eight & (eight >> 2);
        _thirteen |= eight & (eight >> 5);
    }

    /// <summary>The detectors that are still possible.</summary>
    /// <param name="length">Of the text, in bytes.</param>
    public readonly Detectors Allow(int length)
    {
        ulong any = _any.AsUInt64()[0] | _any.AsUInt64()[1];
        any |= any >> 32;
        any |= any >> 16;
        any |= any >> 8;
        Detectors allowed = (any & (Prefilter.At | Prefilter.Percent)) != 0 ? Detectors.Email : Detectors.None;
        if (_colons >= 2)
        {
            allowed |= Detectors.IPv6;
        }

        if (_digits >= 4)
        {
            allowed |= (_dots >= 3 ? Detectors.IPv4 : 0) | AllowNumbers(any);
        }

        return length < CloudKey.MinLength ? allowed : allowed | AllowLong(length, any);
    }

    private readonly Detectors AllowNumbers(ulong any)
    {
        if (_digits < Phone.MinDigits)
        {
            return Detectors.None;
        }

        bool hasGroups = (any & Prefilter.Grouping) != 0;
        return (hasGroups || _hyphens + _dots >= 2 ? Detectors.Phone : 0)
            | (_ten != 0 ? Detectors.LongDigits : 0)
            | (_thirteen != 0 || (_digits >= Card.MinDigits && _four != 0 && (hasGroups || _hyphens >= 2)) ? Detectors.Card : 0);
    }

    private readonly Detectors AllowLong(int length, ulong any)
    {
        // What is random has capitals and digits; where it is hexadecimal in lower case, digits alone.
        bool isMixed = (_capitals >= MinKeyCapitals && _capitals + _digits >= MinKeyMixed)
            || (_digits >= MinKeyDigits && (_hyphens > 0 || length >= MinHexKey));
        Detectors allowed = isMixed ? Detectors.CloudKey : Detectors.None;
        if ((any & Prefilter.RareCapital) != 0 && _dots > 0 && length >= Jwt.MinLength)
        {
            allowed |= Detectors.Jwt;
        }

        if (_hyphens >= MinUuidHyphens)
        {
            allowed |= (length >= Uuid.Length ? Detectors.Uuid : 0) | (_hyphens >= PrivateKey.MinHyphens ? Detectors.PrivateKey : 0);
        }

        return allowed;
    }
}
