// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Naming;

/// <summary>The parts of a name between characters that Prometheus names had no place for.</summary>
internal static class NameTokens
{
    /// <summary>Splits at everything but ASCII letters, digits and colons.</summary>
    public static List<string> Split(string name) => Split(name, keepUnderscores: false);

    /// <param name="keepUnderscores">Underscores are part of a token.</param>
    public static List<string> Split(string name, bool keepUnderscores)
    {
        List<string> tokens = [];
        int start = 0;
        for (int at = 0; at <= name.Length; at++)
        {
            if (at < name.Length && (char.IsAsciiLetterOrDigit(name[at]) || name[at] == ':' || (keepUnderscores && name[at] == '_')))
            {
                continue;
            }

            if (at > start)
            {
                tokens.Add(name[start..at]);
            }

            start = at + 1;
        }

        return tokens;
    }
}
