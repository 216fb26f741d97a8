// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;

namespace OtlpGateway.Processors.Matching;

/// <summary>Texts of which one must be met: as they are, or as patterns.</summary>
internal sealed class TextFilter
{
    private readonly byte[][] _texts;
    private readonly Regex[] _patterns;

    private TextFilter(byte[][] texts, Regex[] patterns)
    {
        _texts = texts;
        _patterns = patterns;
    }

    /// <summary>Of checked options: a pattern that does not compile throws. Null when there are no texts.</summary>
    public static TextFilter? Create(IReadOnlyList<string> texts, MatchType type)
    {
        if (texts.Count == 0)
        {
            return null;
        }

        return type == MatchType.Strict
            ? new TextFilter([.. texts.Select(Encoding.UTF8.GetBytes)], [])
            : new TextFilter([], [.. texts.Select(Compile)]);
    }

    /// <param name="text">In UTF-8.</param>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        foreach (byte[] candidate in _texts)
        {
            if (text.SequenceEqual(candidate))
            {
                return true;
            }
        }

        foreach (Regex pattern in _patterns)
        {
            if (Utf8Text.IsMatch(pattern, text))
            {
                return true;
            }
        }

        return false;
    }

    private static Regex Compile(string pattern) =>
        GoPattern.TryCompile(pattern, out Regex? regex, out string problem) ? regex : throw new ArgumentException(problem);
}
