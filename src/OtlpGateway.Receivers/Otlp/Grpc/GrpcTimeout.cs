// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Receivers.Otlp.Grpc;

/// <summary>The <c>grpc-timeout</c> header: one to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    // Timers take no more; nobody waits for longer either.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>False when malformed. An absent header is no timeout: null.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan? timeout)
    {
        timeout = null;
        if (text.IsEmpty)
        {
            return true;
        }

        if (text.Length is < 2 or > 9
            || !uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint amount)
            || TicksOf(text[^1]) is not { } ticks)
        {
            return false;
        }

        double total = amount * ticks;
        timeout = total >= Longest.Ticks ? Longest : TimeSpan.FromTicks((long)Math.Ceiling(total));
        return true;
    }

    private static double? TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => null,
    };
}
