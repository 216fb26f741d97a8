// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.ClickHouseHttp;

internal enum SqlTokenKind : byte
{
    End = 1,

    /// <summary>A keyword, name or number.</summary>
    Word,

    /// <summary>A name in double quotes or backticks.</summary>
    QuotedName,

    /// <summary>A string literal.</summary>
    Text,

    /// <summary>Any other single character.</summary>
    Symbol,

    /// <summary>Something that could hide from a reader what the engine reads; the guard refuses it.</summary>
    Obscure,
}

/// <summary>
/// Reads SQL as ClickHouse's lexer does. Where its releases differ, or where quotes come in unusual forms (here-documents,
/// typographic quotes, nested comments), it does not guess: the token is <see cref="SqlTokenKind.Obscure"/>.
/// </summary>
internal ref struct SqlScanner(string sql)
{
    private int _position;
    private int _start;

    public SqlTokenKind Kind { get; private set; }

    /// <summary>Where the token starts.</summary>
    public readonly int Start => _start;

    /// <summary>Behind the token's last character.</summary>
    public readonly int End => _position;

    /// <summary>The token as written, quotes included.</summary>
    public readonly ReadOnlySpan<char> Token => sql.AsSpan(_start, _position - _start);

    /// <summary>Reads the next token; false at the end.</summary>
    public bool Read()
    {
        Kind = Next();
        return Kind != SqlTokenKind.End;
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private SqlTokenKind Next()
    {
        if (!SkipBlanks())
        {
            return SqlTokenKind.Obscure;
        }

        _start = _position;
        if (_position >= sql.Length)
        {
            return SqlTokenKind.End;
        }

        char first = sql[_position++];
        switch (first)
        {
            case '\'':
                return SkipQuoted(first) ? SqlTokenKind.Text : SqlTokenKind.Obscure;
            case '"' or '`':
                return SkipQuoted(first) ? SqlTokenKind.QuotedName : SqlTokenKind.Obscure;
            case '$' or '#' or '\\' or '\0' or >= '\u0080':
                return SqlTokenKind.Obscure;
        }

        if (!IsWord(first))
        {
            return SqlTokenKind.Symbol;
        }

        while (_position < sql.Length && IsWord(sql[_position]))
        {
            _position++;
        }

        return SqlTokenKind.Word;
    }

    private bool SkipQuoted(char quote)
    {
        while (_position < sql.Length)
        {
            char c = sql[_position++];
            if (c == '\\')
            {
                _position++;
            }
            else if (c == quote)
            {
                if (_position >= sql.Length || sql[_position] != quote)
                {
                    return true;
                }

                _position++;
            }
        }

        _position = sql.Length;
        return false;
    }

    /// <summary>Skips blanks and comments; false when a comment is nested or not closed.</summary>
    private bool SkipBlanks()
    {
        while (_position < sql.Length)
        {
            ReadOnlySpan<char> rest = sql.AsSpan(_position);
            if (char.IsWhiteSpace(rest[0]))
            {
                _position++;
            }
            else if (rest.StartsWith("--") || rest.StartsWith("//"))
            {
                int end = rest.IndexOf('\n');
                _position = end < 0 ? sql.Length : _position + end;
            }
            else if (rest.StartsWith("/*"))
            {
                int end = rest.IndexOf("*/");
                _start = _position;
                _position = end < 0 ? sql.Length : _position + end + 2;
                if (end < 0 || rest[2..end].Contains("/*", StringComparison.Ordinal))
                {
                    return false;
                }
            }
            else
            {
                break;
            }
        }

        return true;
    }
}
