// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Globalization;
using System.Text;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Durations as Go writes them: <c>1h30m</c>, <c>1.5s</c>, <c>200ms</c>, <c>-5µs</c>. Kept to 100 ns.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private const decimal MaxNanoseconds = long.MaxValue;

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (rest.StartsWith("-") || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        decimal nanoseconds = 0;
        while (!rest.IsEmpty)
        {
            if (!TryTakeNumber(ref rest, out decimal number) || !TryTakeUnit(ref rest, out long unit))
            {
                return false;
            }

            nanoseconds += number * unit;
            if (nanoseconds > MaxNanoseconds)
            {
                return false;
            }
        }

        value = FromNanoseconds((long)(negative ? -nanoseconds : nanoseconds));
        return true;
    }

    public static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The shortest usual form: <c>1h30m0s</c>, <c>1.5s</c>, <c>200ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
        {
            return "0s";
        }

        StringBuilder text = new(value < TimeSpan.Zero ? "-" : "");
        TimeSpan left = value.Duration();
        if (left < TimeSpan.FromSeconds(1))
        {
            bool milliseconds = left >= TimeSpan.FromMilliseconds(1);
            text.Append(Number(milliseconds ? left.TotalMilliseconds : left.TotalMicroseconds)).Append(milliseconds ? "ms" : "µs");
            return text.ToString();
        }

        if (left >= TimeSpan.FromHours(1))
        {
            text.Append(CultureInfo.InvariantCulture, $"{(long)left.TotalHours}h");
        }

        if (left >= TimeSpan.FromMinutes(1))
        {
            text.Append(CultureInfo.InvariantCulture, $"{left.Minutes}m");
        }

        decimal seconds = (decimal)(left.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        return text.Append(seconds.ToString("0.#######", CultureInfo.InvariantCulture)).Append('s').ToString();
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static bool TryTakeNumber(ref ReadOnlySpan<char> rest, out decimal number)
    {
        int length = rest.IndexOfAnyExcept(NumberCharacters);
        length = length < 0 ? rest.Length : length;
        bool parsed = decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && number <= MaxNanoseconds;
        rest = rest[length..];
        return parsed;
    }

    private static bool TryTakeUnit(ref ReadOnlySpan<char> rest, out long nanoseconds)
    {
        int length = rest.IndexOfAny(NumberCharacters);
        length = length < 0 ? rest.Length : length;
        nanoseconds = rest[..length] switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => 0,
        };
        rest = rest[length..];
        return nanoseconds != 0;
    }
}
