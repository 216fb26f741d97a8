// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp;

/// <summary>Bits in the flags of data points.</summary>
public static class DataPointFlags
{
    /// <summary>The point says that its series has ended or paused: a staleness marker.</summary>
    public const uint NoRecordedValueMask = 1;

    public static bool HasNoRecordedValue(uint flags) => (flags & NoRecordedValueMask) != 0;
}
