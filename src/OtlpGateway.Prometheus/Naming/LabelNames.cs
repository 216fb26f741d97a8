// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Naming;

/// <summary>Labels with a meaning of their own, in UTF-8.</summary>
public static class LabelNames
{
    /// <summary>The metric's name.</summary>
    public static ReadOnlySpan<byte> Name => "__name__"u8;

    /// <summary>A bucket's upper bound.</summary>
    public static ReadOnlySpan<byte> Bound => "le"u8;

    public static ReadOnlySpan<byte> Quantile => "quantile"u8;

    public static ReadOnlySpan<byte> Job => "job"u8;

    public static ReadOnlySpan<byte> Instance => "instance"u8;
}
