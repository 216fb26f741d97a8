// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>Where the tokens of a statement end. Made for all dialects at once: what it does not know is one byte long.</summary>
internal static class StatementScanner
{
    /// <summary>Behind a quoted text that starts at <paramref name="at"/>: doubled and escaped quotes belong to it.</summary>
    public static int EndOfQuoted(ReadOnlySpan<byte> text, int at)
    {
        byte quote = text[at++];
        while (at < text.Length)
        {
            if (text[at] == '\\')
            {
                at += 2;
            }
            else if (text[at] != quote)
            {
                at++;
            }
            else if (at + 1 < text.Length && text[at + 1] == quote)
            {
                at += 2;
            }
            else
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    /// <summary>Behind <c>$tag$ ... $tag$</c>, or <paramref name="at"/> where none starts.</summary>
    public static int EndOfDollarQuoted(ReadOnlySpan<byte> text, int at)
    {
        int tagEnd = at + 1;
        while (tagEnd < text.Length && IsNamePart(text[tagEnd]) && text[tagEnd] != '$')
        {
            tagEnd++;
        }

        if (tagEnd >= text.Length || text[tagEnd] != '$' || (tagEnd > at + 1 && IsDigit(text[at + 1])))
        {
            return at;
        }

        ReadOnlySpan<byte> tag = text[at..(tagEnd + 1)];
        int close = text[(tagEnd + 1)..].IndexOf(tag);
        return close < 0 ? text.Length : tagEnd + 1 + close + tag.Length;
    }

    /// <summary>Behind a number: digits, a fraction, an exponent, hexadecimal.</summary>
    public static int EndOfNumber(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            byte letter = text[at];
            bool isExponentSign = letter is (byte)'+' or (byte)'-' && text[at - 1] is (byte)'e' or (byte)'E'
                && at + 1 < text.Length && IsDigit(text[at + 1]);
            if (letter != '.' && !isExponentSign && !char.IsAsciiLetterOrDigit((char)letter))
            {
                break;
            }

            at++;
        }

        return at;
    }

    public static int EndOfName(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsNamePart(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Behind the comment that starts at <paramref name="at"/>, or <paramref name="at"/> where none does.</summary>
    public static int EndOfComment(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> rest = text[at..];
        ReadOnlySpan<byte> end = rest.StartsWith("--"u8) ? "\n"u8 : rest.StartsWith("/*"u8) ? "*/"u8 : default;
        if (end.IsEmpty)
        {
            return at;
        }

        int close = rest[2..].IndexOf(end);
        return close < 0 ? text.Length : at + 2 + close + end.Length;
    }

    public static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f' or 0xB;

    public static bool IsDigit(byte letter) => char.IsAsciiDigit((char)letter);

    public static bool IsNameStart(byte letter) => char.IsAsciiLetter((char)letter) || letter is (byte)'_' or >= 0x80;

    private static bool IsNamePart(byte letter) => IsNameStart(letter) || IsDigit(letter) || letter == '$';
}
