// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Naming;

/// <summary>
/// The name that a metric has in Prometheus, as Prometheus' own otlptranslator 1.0 makes it. Called once per metric: what it
/// returns is cached.
/// </summary>
/// <param name="strategy">How names are translated.</param>
/// <param name="prefix">The configured namespace; empty for none.</param>
public sealed class MetricNameRules(TranslationStrategy strategy, string prefix = "")
{
    private const string Total = "total";
    private const string Ratio = "ratio";

    /// <summary>The name; empty when nothing is left of it, so that the metric has no place in Prometheus.</summary>
    /// <param name="name">As OTLP has it.</param>
    /// <param name="unit">In UCUM.</param>
    /// <param name="isCounter">For monotonic sums.</param>
    /// <param name="isGauge">For gauges: their unit 1 means a ratio.</param>
    public string Translate(string name, string unit, bool isCounter, bool isGauge) => strategy switch
    {
        TranslationStrategy.UnderscoreEscapingWithSuffixes => Escaped(name, unit, isCounter, isGauge),
        TranslationStrategy.UnderscoreEscapingWithoutSuffixes => Finished(string.Join('_', NameTokens.Split(name, keepUnderscores: true)), escape: true),
        TranslationStrategy.NoUTF8EscapingWithSuffixes => WithSuffixes(name, unit, isCounter, isGauge),
        TranslationStrategy.NoTranslation => Finished(name, escape: false),
        _ => throw new InvalidOperationException($"{strategy} is no strategy."),
    };

    private string Escaped(string name, string unit, bool isCounter, bool isGauge)
    {
        List<string> tokens = NameTokens.Split(name);
        if (tokens.Count == 0)
        {
            return "";
        }

        (string main, string per) = UnitNames.Of(unit);
        if (main.Length > 0 && !tokens.Contains(main))
        {
            tokens.Add(main);
        }

        if (per.Length > 0 && !tokens.Contains(per))
        {
            tokens.Add("per");
            tokens.Add(per);
        }

        if (isCounter)
        {
            MoveToEnd(tokens, Total);
        }
        else if (isGauge && unit == "1")
        {
            MoveToEnd(tokens, Ratio);
        }

        return Finished(string.Join('_', tokens), escape: true);
    }

    private string WithSuffixes(string name, string unit, bool isCounter, bool isGauge)
    {
        if (name.Length == 0)
        {
            return "";
        }

        bool isRatio = isGauge && unit == "1";
        string type = isCounter ? "_total" : isRatio ? "_ratio" : "";
        string body = type.Length > 0 && name.EndsWith(type, StringComparison.Ordinal) ? name[..^type.Length] : name;
        (string main, string per) = UnitNames.Of(unit);
        string suffix = per.Length > 0 ? $"_per_{per}" : "";
        body = body.EndsWith(suffix, StringComparison.Ordinal) ? body[..^suffix.Length] : body;
        string word = main.Length > 0 ? $"_{main}" : "";
        body = body.EndsWith(word, StringComparison.Ordinal) ? body[..^word.Length] : body;
        return Finished(body + word + suffix + type, escape: false);
    }

    private string Finished(string name, bool escape)
    {
        if (name.Trim('_').Length == 0)
        {
            return "";
        }

        string full = prefix.Length > 0 ? $"{(escape ? EscapedPrefix : prefix)}_{name}" : name;
        return escape && char.IsAsciiDigit(full[0]) ? "_" + full : full;
    }

    private string EscapedPrefix { get; } = string.Concat(prefix.Select(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' ? c : '_'));

    private static void MoveToEnd(List<string> tokens, string token)
    {
        tokens.RemoveAll(other => other == token);
        tokens.Add(token);
    }
}
