// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// Tells SQL from other text that begins with the same words: <c>SELECT a FROM b</c> from "select option". Two keywords
/// must stand where a statement has them.
/// </summary>
internal static class StatementShape
{
    /// <summary>How far the second keyword is looked for, in bytes.</summary>
    private const int Reach = 4096;

    public static bool IsStatement(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = SkipBlank(text);
        ReadOnlySpan<byte> verb = rest.IsEmpty || !char.IsAsciiLetter((char)rest[0]) ? default : Word(rest);
        if (verb.Length is < 4 or > 8)
        {
            return false;
        }

        ReadOnlySpan<byte> behind = rest[verb.Length..];
        return (char)(verb[0] | 0x20) switch
        {
            's' => Is(verb, "select"u8) && IsSelect(behind),
            'i' => Is(verb, "insert"u8) && StartsWith(behind, "into"u8),
            'm' => Is(verb, "merge"u8) && StartsWith(behind, "into"u8),
            'r' => Is(verb, "replace"u8) && StartsWith(behind, "into"u8),
            'u' => Is(verb, "update"u8) && HasWord(behind, "set"u8),
            'd' => Is(verb, "delete"u8) && StartsWith(behind, "from"u8),
            'w' => Is(verb, "with"u8) && HasWord(behind, "as"u8) && HasWord(behind, "select"u8),
            'e' => Is(verb, "explain"u8) ? IsStatement(behind) : (Is(verb, "exec"u8) || Is(verb, "execute"u8)) && IsCall(behind),
            'c' => Is(verb, "call"u8) && IsCall(behind),
            _ => false,
        };
    }

    private static bool IsCall(ReadOnlySpan<byte> behind) => behind.Contains((byte)'(') && behind[^1] is (byte)')' or (byte)';';

    /// <summary>With FROM, or of literals alone: <c>SELECT 1</c>.</summary>
    private static bool IsSelect(ReadOnlySpan<byte> behind)
    {
        if (behind.IsEmpty || Word(behind).Length > 0)
        {
            return false;
        }

        ReadOnlySpan<byte> first = SkipBlank(behind);
        return HasWord(behind, "from"u8) || (!first.IsEmpty && (first[0] == '\'' || char.IsAsciiDigit((char)first[0])));
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(word, keyword);

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> keyword)
    {
        ReadOnlySpan<byte> rest = SkipBlank(text);
        return rest.Length < text.Length && Is(Word(rest), keyword) && !SkipBlank(rest[keyword.Length..]).IsEmpty;
    }

    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> keyword)
    {
        int end = Math.Min(text.Length, Reach);
        for (int at = 0; at < end;)
        {
            ReadOnlySpan<byte> word = Word(text[at..end]);
            if (Is(word, keyword))
            {
                return true;
            }

            at += Math.Max(1, word.Length);
        }

        return false;
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit((char)text[end]) || text[end] == '_'))
        {
            end++;
        }

        return text[..end];
    }

    /// <summary>Skips white space, comments and opening parentheses.</summary>
    private static ReadOnlySpan<byte> SkipBlank(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (text[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'(')
            {
                at++;
            }
            else if (text[at..].StartsWith("/*"u8) && text[at..].IndexOf("*/"u8) is >= 0 and int close)
            {
                at += close + 2;
            }
            else
            {
                break;
            }
        }

        return text[at..];
    }
}
