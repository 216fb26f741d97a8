// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Splitting;

/// <param name="MaxItems">Most spans, data points or log records in a part; at least 1.</param>
/// <param name="MaxBytes">Most bytes in a part; at least 1. An item that alone exceeds it becomes a part of its own.</param>
public readonly record struct PartLimits(int MaxItems, int MaxBytes)
{
    public static PartLimits None { get; } = new(int.MaxValue, int.MaxValue);

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxItems);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBytes);
    }
}
