// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OtlpGateway.Processors.Matching;

/// <summary>
/// Regular expressions as the Collector's configurations have them (RE2's syntax), on the engine that no input can stall.
/// What the two write differently is rewritten; classes like <c>\d</c> and <c>\w</c> mean ASCII, as there.
/// </summary>
internal static class GoPattern
{
    /// <summary>Longest pattern that is accepted, in characters.</summary>
    public const int MaxLength = 10_000;

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = "\\x00-\\x7F",
        ["blank"] = "\\t ",
        ["cntrl"] = "\\x00-\\x1F\\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\t\\n\\v\\f\\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>Compiles. False with a message for the operator when the pattern is none, or is not supported.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, out string problem)
    {
        regex = null;
        problem = "";
        if (pattern.Length > MaxLength)
        {
            problem = $"the pattern has {pattern.Length} characters, {MaxLength} are allowed";
            return false;
        }

        try
        {
            regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException exception)
        {
            problem = $"not a regular expression: {exception.Message}";
            return false;
        }
        catch (NotSupportedException exception)
        {
            problem = $"not supported: {exception.Message} RE2 has no look-around and no back-references either";
            return false;
        }
    }

    /// <summary>The pattern in the framework's syntax.</summary>
    internal static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        bool inClass = false;
        string endOfText = HasMultilineFlag(pattern) ? "$" : "\\z";
        for (int at = 0; at < pattern.Length;)
        {
            at += (pattern[at], inClass) switch
            {
                ('\\', _) => Escape(pattern.AsSpan(at), inClass, text),
                ('[', true) => PosixClass(pattern.AsSpan(at), text),
                ('[', false) => OpenClass(pattern.AsSpan(at), ref inClass, text),
                (']', true) => CloseClass(ref inClass, text),
                ('(', false) => Group(pattern.AsSpan(at), text),
                ('$', false) => EndOfText(endOfText, text),
                _ => Copy(pattern[at], text),
            };
        }

        return text.ToString();
    }

    private static int Copy(char character, StringBuilder text)
    {
        text.Append(character);
        return 1;
    }

    // The framework's "$" also matches before a line feed at the end.
    private static int EndOfText(string anchor, StringBuilder text)
    {
        text.Append(anchor);
        return 1;
    }

    private static bool HasMultilineFlag(string pattern)
    {
        for (int at = pattern.IndexOf("(?", StringComparison.Ordinal); at >= 0; at = pattern.IndexOf("(?", at + 2, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> flags = pattern.AsSpan(at + 2);
            int end = flags.IndexOfAnyExceptInRange('a', 'z');
            if (flags[..(end < 0 ? flags.Length : end)].Contains('m'))
            {
                return true;
            }
        }

        return false;
    }

    private static int OpenClass(ReadOnlySpan<char> rest, ref bool inClass, StringBuilder text)
    {
        inClass = true;
        int length = rest.StartsWith("[^") ? 2 : 1;
        text.Append(rest[..length]);

        // A bracket in the first place stands for itself.
        if (rest.Length > length && rest[length] == ']')
        {
            text.Append("\\]");
            length++;
        }

        return length;
    }

    private static int CloseClass(ref bool inClass, StringBuilder text)
    {
        inClass = false;
        return Copy(']', text);
    }

    private static int PosixClass(ReadOnlySpan<char> rest, StringBuilder text)
    {
        int end = rest.IndexOf(":]");
        if (rest.StartsWith("[:") && end > 2)
        {
            string name = rest[2..end].ToString();
            if (PosixClasses.TryGetValue(name, out string? members))
            {
                text.Append(members);
                return end + 2;
            }

            throw new ArgumentException($"unknown class [:{name}:]");
        }

        text.Append("\\[");
        return 1;
    }

    private static int Group(ReadOnlySpan<char> rest, StringBuilder text)
    {
        if (rest.StartsWith("(?P<"))
        {
            text.Append("(?<");
            return 4;
        }

        // The framework would take these for look-around, atomic groups, conditions and comments, which RE2 does not have.
        if (rest.StartsWith("(?") && rest.Length > 2 && "=!>(#".Contains(rest[2], StringComparison.Ordinal))
        {
            throw new ArgumentException($"unknown group \"{rest[..3]}\"");
        }

        return Copy('(', text);
    }

    private static int Escape(ReadOnlySpan<char> rest, bool inClass, StringBuilder text)
    {
        if (rest.Length < 2)
        {
            return Copy('\\', text);
        }

        switch (rest[1])
        {
            case 'd' or 'w' or 's':
                string members = rest[1] == 'd' ? "0-9" : rest[1] == 'w' ? "0-9A-Za-z_" : "\\t\\n\\f\\r ";
                text.Append(inClass ? members : $"[{members}]");
                return 2;
            case 'D' or 'W' or 'S':
                text.Append(Negated(rest[1], inClass));
                return 2;
            case 'Q':
                int end = rest.IndexOf("\\E");
                text.Append(Regex.Escape(rest[2..(end < 0 ? rest.Length : end)].ToString()));
                return end < 0 ? rest.Length : end + 2;
            case 'x' when rest.Length > 2 && rest[2] == '{':
                return CodePoint(rest, text);
            case 'p' or 'P' when rest.Length > 2 && rest[2] != '{':
                text.Append('\\').Append(rest[1]).Append('{').Append(rest[2]).Append('}');
                return 3;
            case 'C' or 'Z' or 'G' or 'k':
                throw new ArgumentException($"unknown escape \\{rest[1]}");
            default:
                text.Append(rest[..2]);
                return 2;
        }
    }

    private static string Negated(char letter, bool inClass)
    {
        // Ranges, since a class cannot be negated within another.
        string ranges = letter switch
        {
            'D' => "\\x00-/:-\\uFFFF",
            'W' => "\\x00-/:-@\\[-\\^`{-\\uFFFF",
            _ => "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF",
        };
        return inClass ? ranges : $"[{ranges}]";
    }

    private static int CodePoint(ReadOnlySpan<char> rest, StringBuilder text)
    {
        int end = rest.IndexOf('}');
        if (end < 0 || !int.TryParse(rest[3..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || code > 0xFFFF)
        {
            throw new ArgumentException("\\x{...} needs a hexadecimal number up to FFFF");
        }

        text.Append("\\u").Append(code.ToString("X4", CultureInfo.InvariantCulture));
        return end + 1;
    }
}
