// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Cursors;

/// <summary>The value of a number point or an exemplar: a double, a 64-bit integer, or none.</summary>
public readonly record struct NumberValue
{
    private readonly ulong _bits;

    private NumberValue(ulong bits, bool isInt)
    {
        _bits = bits;
        HasValue = true;
        IsInt = isInt;
    }

    public bool HasValue { get; }

    public bool IsInt { get; }

    /// <summary>The integer, where <see cref="IsInt"/>.</summary>
    public long Int => (long)_bits;

    /// <summary>The double bit for bit, or the nearest one to the integer.</summary>
    public double Double => IsInt ? (long)_bits : BitConverter.UInt64BitsToDouble(_bits);

    /// <summary>The bits of <see cref="Double"/>: a signalling NaN stays what it is.</summary>
    public ulong DoubleBits => IsInt ? BitConverter.DoubleToUInt64Bits((long)_bits) : _bits;

    internal static NumberValue OfDouble(ulong bits) => new(bits, isInt: false);

    internal static NumberValue OfInt(ulong bits) => new(bits, isInt: true);
}
