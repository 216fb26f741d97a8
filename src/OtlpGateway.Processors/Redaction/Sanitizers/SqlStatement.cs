// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>
/// SQL of any dialect: strings, numbers and bound values become <c>?</c>, digits in names too; comments go. A double-quoted
/// text is a name where a name can stand, else a string. A string that is cut off is one to the end.
/// </summary>
internal static class SqlStatement
{
    public static bool Write(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        // The last character that is no space: it tells a string in double quotes from a name.
        byte before = 0;
        for (int at = 0; at < text.Length;)
        {
            byte character = text[at];
            ReadOnlySpan<byte> rest = text[at..];
            switch (character)
            {
                case (byte)'\'':
                    at += EndOfQuoted(rest);
                    destination.WriteRaw("?"u8);
                    break;
                case (byte)'"' when IsOperand(before):
                    at += EndOfQuoted(rest);
                    destination.WriteRaw("?"u8);
                    break;
                case (byte)'"' or (byte)'`':
                    int name = EndOfQuoted(rest);
                    WriteName(rest[..name], destination);
                    at += name;
                    break;
                case (byte)'-' when rest.StartsWith("--"u8):
                    at += EndOf(rest, "\n"u8, keep: 0);
                    continue;
                case (byte)'/' when rest.StartsWith("/*"u8):
                    at += EndOf(rest[2..], "*/"u8, keep: 2) + 2;
                    continue;
                case (byte)'$' when EndOfDollarQuoted(rest) is var end and > 0:
                    at += end;
                    destination.WriteRaw("?"u8);
                    break;
                case (byte)'$' or (byte)':' or (byte)'@' when rest.Length > 1 && IsNamePart(rest[1]) && before != ':':
                    at += 1 + EndOfName(rest[1..]);
                    destination.WriteRaw("?"u8);
                    break;
                case >= (byte)'0' and <= (byte)'9':
                    at += EndOfNumber(rest);
                    destination.WriteRaw("?"u8);
                    break;
                default:
                    int length = IsNamePart(character) ? EndOfName(rest) : 1;
                    WriteName(rest[..length], destination);
                    at += length;
                    break;
            }

            before = character is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' ? before : text[at - 1];
        }

        return true;
    }

    private static bool IsOperand(byte before) => "=<>!(,+|"u8.IndexOf(before) >= 0;

    private static bool IsNamePart(byte character) =>
        character is (byte)'_' or >= 0x80 || char.IsAsciiLetterOrDigit((char)character);

    private static int EndOfName(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && IsNamePart(text[at]))
        {
            at++;
        }

        return at;
    }

    private static void WriteName(ReadOnlySpan<byte> name, ProtobufWriter destination)
    {
        bool wasDigit = false;
        for (int at = 0; at < name.Length; at++)
        {
            bool isDigit = char.IsAsciiDigit((char)name[at]);
            if (!isDigit || !wasDigit)
            {
                destination.WriteRaw(isDigit ? "?"u8 : name.Slice(at, 1));
            }

            wasDigit = isDigit;
        }
    }

    // Quotes are doubled within a string, or stand behind a backslash.
    private static int EndOfQuoted(ReadOnlySpan<byte> text)
    {
        byte quote = text[0];
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                if (at + 1 >= text.Length || text[at + 1] != quote)
                {
                    return at + 1;
                }

                at++;
            }
        }

        return text.Length;
    }

    private static int EndOfDollarQuoted(ReadOnlySpan<byte> text)
    {
        int tag = 1 + EndOfName(text[1..]);
        if (tag >= text.Length || text[tag] != '$')
        {
            return 0;
        }

        ReadOnlySpan<byte> delimiter = text[..(tag + 1)];
        int end = text[delimiter.Length..].IndexOf(delimiter);
        return end < 0 ? text.Length : end + (2 * delimiter.Length);
    }

    private static int EndOfNumber(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length && (IsNamePart(text[at]) || text[at] == '.' || (text[at] is (byte)'+' or (byte)'-' && (text[at - 1] | 0x20) == 'e')))
        {
            at++;
        }

        return at;
    }

    private static int EndOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end, int keep)
    {
        int at = text.IndexOf(end);
        return at < 0 ? text.Length : at + keep;
    }
}
