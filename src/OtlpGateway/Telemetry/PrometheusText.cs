// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.Telemetry;

/// <summary>Names, labels and numbers as the Prometheus text format spells them.</summary>
internal static class PrometheusText
{
    /// <summary>A metric or label name: every character that may not stand in one becomes an underscore.</summary>
    public static string MetricName(string name) => Sanitise(name, colonAllowed: true);

    public static string LabelName(string name) => Sanitise(name, colonAllowed: false);

    /// <summary>A block of labels without its braces, for example <c>receiver="otlp",transport="grpc"</c>; null values are left out.</summary>
    public static byte[] LabelBlock(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var text = new StringBuilder();
        foreach (KeyValuePair<string, object?> label in labels)
        {
            if (label.Value is null)
            {
                continue;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(LabelName(label.Key)).Append("=\"");
            AppendEscaped(text, ValueText(label.Value), quotes: true);
            text.Append('"');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static string HelpText(string help)
    {
        var text = new StringBuilder(help.Length);
        AppendEscaped(text, help, quotes: false);
        return text.ToString();
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The suffix that a unit adds to a name, without the underscore; empty for annotations such as <c>{spans}</c>.</summary>
    public static string UnitSuffix(string unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "1" => "ratio",
        _ => "",
    };

    private static string ValueText(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static void AppendEscaped(StringBuilder text, string value, bool quotes)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '"' when quotes => text.Append("\\\""),
                _ => text.Append(c),
            };
        }
    }

    private static string Sanitise(string name, bool colonAllowed) => string.Create(name.Length, (name, colonAllowed), static (span, state) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            char c = state.name[i];
            bool valid = char.IsAsciiLetter(c) || c == '_' || (c == ':' && state.colonAllowed) || (i > 0 && char.IsAsciiDigit(c));
            span[i] = valid ? c : '_';
        }
    });
}
