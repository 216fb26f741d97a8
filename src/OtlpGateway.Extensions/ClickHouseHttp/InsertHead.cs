// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>Where the statement of <c>INSERT INTO t (a, b) FORMAT Native ...data...</c> ends and its data begins.</summary>
/// <param name="StatementLength">Characters in front of the FORMAT clause.</param>
/// <param name="Format">The format of the data.</param>
/// <param name="DataStart">Where the data begins: behind the clause and one line end.</param>
internal readonly record struct InsertHead(int StatementLength, string Format, int DataStart)
{
    /// <summary>False when the text is no INSERT with data behind a FORMAT clause, as far as it goes.</summary>
    public static bool TryParse(string text, out InsertHead head)
    {
        head = default;
        SqlScanner scanner = new(text);
        if (!scanner.Read() || scanner.Kind != SqlTokenKind.Word || !Is(scanner.Token, "INSERT"))
        {
            return false;
        }

        int depth = 0;
        bool nameNext = false;
        while (scanner.Read() && scanner.Kind != SqlTokenKind.Obscure)
        {
            ReadOnlySpan<char> token = scanner.Token;
            bool name = nameNext;
            nameNext = scanner.Kind == SqlTokenKind.Symbol
                ? token is "." || (nameNext && token is not "(")
                : Is(token, "INTO") || (nameNext && Is(token, "TABLE"));
            if (scanner.Kind == SqlTokenKind.Symbol)
            {
                depth += token is "(" ? 1 : token is ")" ? -1 : 0;
            }
            else if (depth == 0 && !name && scanner.Kind == SqlTokenKind.Word)
            {
                if (Is(token, "SELECT") || Is(token, "WITH") || Is(token, "VALUES"))
                {
                    return false;
                }

                if (Is(token, "FORMAT"))
                {
                    return TryEnd(text, scanner, out head);
                }
            }
        }

        return false;
    }

    private static bool TryEnd(string text, SqlScanner scanner, out InsertHead head)
    {
        int statementLength = scanner.Start;
        bool named = scanner.Read() && scanner.Kind == SqlTokenKind.Word && !Is(scanner.Token, "VALUES");
        int at = scanner.End;
        while (at < text.Length && text[at] is ' ' or '\t')
        {
            at++;
        }

        at += at < text.Length && text[at] == '\r' ? 1 : 0;
        at += at < text.Length && text[at] == '\n' ? 1 : 0;
        head = named ? new InsertHead(statementLength, scanner.Token.ToString(), at) : default;
        return named;
    }

    private static bool Is(ReadOnlySpan<char> token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);
}
