// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OtlpGateway.Detection.Scan;

/// <summary>Whether four, ten or thirteen digits stand in a row somewhere in a text, which is shown 16 characters at a time.</summary>
internal struct DigitRuns
{
    private const int CarriedBits = 12;

    // The digits of the block and the last twelve before it, a bit each; and where so many in a row begin.
    private uint _digits;
    private uint _four;
    private uint _ten;
    private uint _thirteen;

    public readonly bool HasFour => _four != 0;

    public readonly bool HasTen => _ten != 0;

    public readonly bool HasThirteen => _thirteen != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<byte> bytes)
    {
        Vector128<byte> digits = bytes - Vector128.Create((byte)'0');
        uint mask = Vector128.Equals(Vector128.Min(digits, Vector128.Create((byte)9)), digits).ExtractMostSignificantBits();
        _digits = (_digits >> 16) | (mask << CarriedBits);
        uint two = _digits & (_digits >> 1);
        uint four = two & (two >> 2);
        uint eight = four & (four >> 4);
        _four |= four;
        _ten |= eight & (eight >> 2);
        _thirteen |= eight & (eight >> 5);
    }
}
