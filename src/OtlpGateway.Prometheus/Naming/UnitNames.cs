// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Prometheus.Naming;

/// <summary>UCUM units as the words that metric names have, as Prometheus and the Collector spell them.</summary>
internal static class UnitNames
{
    // "tibibytes" is what both of them write, and what dashboards ask for.
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["d"] = "days",
        ["h"] = "hours",
        ["min"] = "minutes",
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["us"] = "microseconds",
        ["ns"] = "nanoseconds",
        ["By"] = "bytes",
        ["KiBy"] = "kibibytes",
        ["MiBy"] = "mebibytes",
        ["GiBy"] = "gibibytes",
        ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes",
        ["kBy"] = "kilobytes",
        ["MBy"] = "megabytes",
        ["GBy"] = "gigabytes",
        ["TBy"] = "terabytes",
        ["m"] = "meters",
        ["V"] = "volts",
        ["A"] = "amperes",
        ["J"] = "joules",
        ["W"] = "watts",
        ["g"] = "grams",
        ["Cel"] = "celsius",
        ["Hz"] = "hertz",
        ["1"] = "",
        ["%"] = "percent",
        ["$"] = "dollars",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> PerWords = new Dictionary<string, string>
    {
        ["s"] = "second",
        ["m"] = "minute",
        ["h"] = "hour",
        ["d"] = "day",
        ["w"] = "week",
        ["mo"] = "month",
        ["y"] = "year",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The main unit and the unit that it is counted per; each is empty where there is none.</summary>
    public static (string Main, string Per) Of(string unit)
    {
        int slash = unit.IndexOf('/', StringComparison.Ordinal);
        string main = slash < 0 ? unit : unit[..slash];
        string per = slash < 0 ? "" : unit[(slash + 1)..];
        return (Word(main, Words), Word(per, PerWords));
    }

    /// <summary>The whole unit as one word, for metadata.</summary>
    public static string Whole(string unit)
    {
        (string main, string per) = Of(unit);
        return per.Length == 0 ? main : main.Length == 0 ? $"per_{per}" : $"{main}_per_{per}";
    }

    // Annotations in braces say what is counted, not in which unit.
    private static string Word(string unit, FrozenDictionary<string, string> words)
    {
        string trimmed = unit.Trim();
        if (trimmed.Contains('{', StringComparison.Ordinal) || trimmed.Contains('}', StringComparison.Ordinal))
        {
            return "";
        }

        return string.Join('_', NameTokens.Split(words.GetValueOrDefault(trimmed, trimmed)));
    }
}
