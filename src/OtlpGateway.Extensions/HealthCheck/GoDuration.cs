// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Extensions.HealthCheck;

/// <summary>A time span as Go prints one, for example <c>1h2m3.5s</c>.</summary>
internal static class GoDuration
{
    public static string Format(TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            return "-" + Format(value.Negate());
        }

        string seconds = (value.Seconds + (value.Ticks % TimeSpan.TicksPerSecond / (decimal)TimeSpan.TicksPerSecond))
            .ToString("0.#######", CultureInfo.InvariantCulture);
        int hours = (int)value.TotalHours;
        return (hours, value.Minutes) switch
        {
            (0, 0) => $"{seconds}s",
            (0, _) => $"{value.Minutes}m{seconds}s",
            _ => $"{hours}h{value.Minutes}m{seconds}s",
        };
    }
}
