// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Translation;

/// <summary>The times of a data point in milliseconds since 1970.</summary>
/// <param name="Timestamp">When it was measured.</param>
/// <param name="StartTimestamp">When counting began; 0 when unknown or after the timestamp.</param>
internal readonly record struct PointTime(long Timestamp, long StartTimestamp)
{
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    public static PointTime Of(ulong startUnixNano, ulong timeUnixNano)
    {
        long start = (long)(startUnixNano / NanosecondsPerMillisecond);
        long time = (long)(timeUnixNano / NanosecondsPerMillisecond);
        return new PointTime(time, start <= time ? start : 0);
    }
}
