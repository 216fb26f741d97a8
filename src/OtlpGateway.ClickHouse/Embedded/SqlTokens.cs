// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>Splits SQL into words, quoted text and punctuation, skipping blanks and comments. It never fails.</summary>
internal ref struct SqlTokens(string sql)
{
    private int _position;

    /// <summary>Where the current token starts.</summary>
    internal int Start { get; private set; }

    /// <summary>Just behind the current token.</summary>
    internal readonly int End => _position;

    /// <summary>How many brackets are open at the current token.</summary>
    internal int Depth { get; private set; }

    internal readonly ReadOnlySpan<char> Current => sql.AsSpan(Start, _position - Start);

    internal bool Read()
    {
        SkipBlanksAndComments();
        Start = _position;
        if (_position >= sql.Length)
        {
            return false;
        }

        char first = sql[_position++];
        switch (first)
        {
            case '\'' or '"' or '`':
                SkipQuoted(first);
                break;
            case '(' or '[' or '{':
                Depth++;
                break;
            case ')' or ']' or '}':
                Depth--;
                break;
            default:
                if (IsWord(first))
                {
                    SkipWord();
                }

                break;
        }

        return true;
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private void SkipWord()
    {
        while (_position < sql.Length && IsWord(sql[_position]))
        {
            _position++;
        }
    }

    private void SkipQuoted(char quote)
    {
        while (_position < sql.Length)
        {
            char next = sql[_position++];
            if (next == '\\')
            {
                _position = Math.Min(_position + 1, sql.Length);
            }
            else if (next == quote)
            {
                return;
            }
        }
    }

    private void SkipBlanksAndComments()
    {
        while (_position < sql.Length)
        {
            ReadOnlySpan<char> rest = sql.AsSpan(_position);
            if (char.IsWhiteSpace(rest[0]))
            {
                _position++;
            }
            else if (rest.StartsWith("--") || rest[0] == '#')
            {
                SkipTo(rest, "\n");
            }
            else if (rest.StartsWith("/*"))
            {
                SkipTo(rest, "*/");
            }
            else
            {
                return;
            }
        }
    }

    private void SkipTo(ReadOnlySpan<char> rest, string end)
    {
        int at = rest.IndexOf(end);
        _position = at < 0 ? sql.Length : _position + at + end.Length;
    }
}
