// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// What the embedded engine has to know of a statement before it runs it: whether its result can be large, and where its
/// text ends if the clauses that say how to print that result are left out.
/// </summary>
/// <param name="Body">The statement without its FORMAT clause, trailing comments and semicolon.</param>
/// <param name="Format">The format that the statement asks for; empty when it does not.</param>
/// <param name="CanBeLarge">True for what selects rows; the rest has a short result or none.</param>
internal readonly record struct StatementText(string Body, string Format, bool CanBeLarge)
{
    private static readonly HashSet<string> Selects = new(StringComparer.OrdinalIgnoreCase) { "SELECT", "WITH", "FROM", "VALUES" };

    internal static StatementText Parse(string sql)
    {
        SqlTokens tokens = new(sql);
        string first = "";
        int bodyEnd = 0;
        int formatAt = -1;
        int formatEnd = -1;
        string format = "";
        bool afterFormat = false;
        bool settings = false;
        while (tokens.Read())
        {
            ReadOnlySpan<char> token = tokens.Current;
            if (first.Length == 0 && token[0] != '(')
            {
                first = token.ToString();
            }

            if (token is ";")
            {
                continue;
            }

            settings |= token.Equals("SETTINGS", StringComparison.OrdinalIgnoreCase);
            if (format.Length > 0 && !settings)
            {
                // The clause stands last: what looked like one was a column named format.
                formatAt = -1;
                format = "";
            }

            if (afterFormat)
            {
                format = token.ToString();
                formatEnd = tokens.End;
                afterFormat = false;
            }
            else if (tokens.Depth == 0 && token.Equals("FORMAT", StringComparison.OrdinalIgnoreCase))
            {
                formatAt = tokens.Start;
                afterFormat = true;
                format = "";
            }

            bodyEnd = tokens.End;
        }

        string body = formatAt >= 0 && format.Length > 0
            ? sql[..formatAt] + sql[formatEnd..Math.Max(bodyEnd, formatEnd)]
            : sql[..bodyEnd];
        return new StatementText(body, format, Selects.Contains(first));
    }

    /// <summary>The statement with its result going to a file that exists.</summary>
    internal string IntoFile(string path, string defaultFormat) =>
        $"{Body}\nINTO OUTFILE {Client.SqlText.Literal(path)} APPEND COMPRESSION 'none' FORMAT {Client.SqlText.Identifier(Format.Length > 0 ? Format : defaultFormat)}";
}
