// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>
/// Decides whether a statement only reads the store, or changes no more than it where writing is allowed. The engine's own
/// <c>readonly</c> setting is not enough: in a process of its own it would still write files (<c>INTO OUTFILE</c>), read any file (<c>FROM '/etc/passwd'</c>, <c>file()</c>),
/// and talk to other servers (<c>url()</c>). What cannot be read with certainty is refused.
/// </summary>
internal sealed class StatementGuard(ClickHouseHttpOptions limits, Func<string, bool> fileExists, bool mayWrite = false)
{
    /// <summary>
    /// Checks one statement with its parameters. Throws <see cref="ClickHouseException"/> with the reason when it is refused.
    /// </summary>
    public CheckedStatement Check(string sql, IReadOnlyDictionary<string, string> parameters)
    {
        var statement = new Statement(this, parameters);
        var scanner = new SqlScanner(sql);
        while (scanner.Read())
        {
            statement.Take(scanner.Kind, scanner.Token.ToString());
        }

        statement.End();
        return statement.Result;
    }

    private ClickHouseException Refuse(string reason) => new(
        ClickHouseErrorCode.ReadOnly,
        $"Code: {ClickHouseErrorCode.ReadOnly}. DB::Exception: {(mayWrite ? "This endpoint is for its store alone" : "This endpoint is read-only")}: {reason}. (READONLY)");

    private static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsPlainName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '_' and not '-')
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    /// <summary>The default database also finds files by name, relative to the working directory.</summary>
    private void CheckTableName(string name)
    {
        if (!IsPlainName(name))
        {
            throw Refuse($"\"{name}\" names a file and no table");
        }

        if (fileExists(name))
        {
            throw Refuse($"\"{name}\" is a file in the gateway's working directory, which the engine would read");
        }
    }

    private void CheckSetting(string name, SqlTokenKind kind, string value)
    {
        long? limit = name.ToUpperInvariant() switch
        {
            "MAX_EXECUTION_TIME" => (long)limits.MaxExecutionTime.TotalSeconds,
            "MAX_MEMORY_USAGE" or "MAX_MEMORY_USAGE_FOR_USER" => limits.MaxMemoryBytes,
            "READONLY" or "LOG_COMMENT" or "FORMAT_SCHEMA" or "FORMAT_SCHEMA_SOURCE" or "FORMAT_AVRO_SCHEMA_REGISTRY_URL" => -1,
            _ => null,
        };
        string number = kind == SqlTokenKind.Text ? value.Trim('\'') : value;
        bool within = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long wanted) && wanted > 0 && wanted <= limit;
        if (limit is not null && !within)
        {
            throw Refuse(limit < 0 ? $"the setting {name} cannot be changed" : $"the setting {name} can be at most {limit} here");
        }
    }

    private bool MayWrite => mayWrite;

    private enum Place : byte
    {
        BeforeTables = 1,
        Tables,
        AfterTables,
    }

    /// <summary>The state of reading one statement.</summary>
    private sealed class Statement(StatementGuard guard, IReadOnlyDictionary<string, string> parameters)
    {
        /// <summary>For every open bracket, where we are in its query.</summary>
        private readonly Stack<Place> _places = new([Place.BeforeTables]);
        private string _first = "";
        private (SqlTokenKind Kind, string Text) _previous = (SqlTokenKind.End, "");
        private (SqlTokenKind Kind, string Text) _beforePrevious = (SqlTokenKind.End, "");
        private bool _ended;
        private bool _expectTable;
        private bool _inTableName;
        private bool _formatNext;
        private bool _settings;

        private string _format = "";
        private WriteRules? _writes;

        /// <summary>What writes has no result to format.</summary>
        public CheckedStatement Result => new(_writes is null ? _format : "", _writes is not null);

        public void Take(SqlTokenKind kind, string token)
        {
            if (kind == SqlTokenKind.Obscure)
            {
                throw guard.Refuse($"it cannot be sure what \"{(token.Length > 20 ? token[..20] : token)}\" means: "
                    + "no here-documents, # or nested comments, typographic quotes or open quotes, please");
            }

            if (kind == SqlTokenKind.Symbol && token == ";")
            {
                _ended = true;
                return;
            }

            if (_ended)
            {
                throw guard.Refuse("one statement at a time");
            }

            if (_writes?.Take(kind, token) is { } reason)
            {
                throw guard.Refuse(reason);
            }

            TakeFormat(kind, token);
            TakeName(kind, token);
            CheckSettingValue(kind, token);
            switch (kind)
            {
                case SqlTokenKind.Word:
                    TakeWord(token);
                    break;
                case SqlTokenKind.Symbol:
                    TakeSymbol(token[0]);
                    break;
                default:
                    _expectTable = false;
                    break;
            }

            _beforePrevious = _previous;
            _previous = (kind, token);
        }

        public void End()
        {
            if (_first.Length == 0)
            {
                throw new ClickHouseException(62, "Code: 62. DB::Exception: Syntax error: Empty query. (SYNTAX_ERROR)");
            }
        }

        private static string Unquote(SqlTokenKind kind, string token) => kind == SqlTokenKind.QuotedName ? token[1..^1] : token;

        private bool Previous(string word) => _previous.Kind == SqlTokenKind.Word && Is(_previous.Text, word);

        private bool PreviousSymbol(char symbol) => _previous.Kind == SqlTokenKind.Symbol && _previous.Text[0] == symbol;

        private void TakeFormat(SqlTokenKind kind, string token)
        {
            if (_formatNext && kind == SqlTokenKind.Word)
            {
                _format = token;
            }
            else if (_format.Length > 0 && !_settings && !Is(token, "SETTINGS"))
            {
                // The clause stands last: what looked like one was a column of that name.
                _format = "";
            }

            _formatNext = kind == SqlTokenKind.Word && Is(token, "FORMAT") && _places.Count == 1 && !Previous("AS") && !PreviousSymbol('.');
        }

        /// <summary>Checks what stands where a table is named: <c>[database.]table</c>.</summary>
        private void TakeName(SqlTokenKind kind, string token)
        {
            bool goesOn = _inTableName && PreviousSymbol('.');
            bool named = _expectTable || goesOn || (Previous("IN") && kind is (SqlTokenKind.Word or SqlTokenKind.QuotedName));
            _inTableName = named || (_inTableName && kind == SqlTokenKind.Symbol && token == ".");
            if (!named)
            {
                return;
            }

            if (kind == SqlTokenKind.Text)
            {
                throw guard.Refuse($"{token} names a file and no table");
            }

            bool query = kind == SqlTokenKind.Word && !goesOn && (Is(token, "SELECT") || Is(token, "WITH") || Is(token, "VALUES"));
            if (kind is (SqlTokenKind.Word or SqlTokenKind.QuotedName) && !query)
            {
                guard.CheckTableName(Unquote(kind, token));
            }
        }

        private void TakeWord(string token)
        {
            if (_first.Length == 0)
            {
                _first = token;
                _writes = guard.MayWrite ? WriteRules.TryStart(token) : null;
                if (_writes is null && !GuardedNames.ReadingStatements.Contains(token))
                {
                    throw guard.Refuse($"{token.ToUpperInvariant()} is not a statement that reads");
                }
            }

            if ((Is(token, "INTO") && Previous("INSERT") && _writes is null) || (Is(token, "OUTFILE") && Previous("INTO")))
            {
                throw guard.Refuse($"{_previous.Text} {token} writes");
            }

            if (Is(token, "Identifier") && PreviousSymbol(':'))
            {
                CheckIdentifierParameter();
            }

            bool wasTable = _expectTable;
            _expectTable = false;
            if (Previous("AS") || PreviousSymbol('.'))
            {
                return;
            }

            TakeClause(token, wasTable);
        }

        private void TakeClause(string token, bool wasTable)
        {
            if (Is(token, "FROM") || Is(token, "JOIN"))
            {
                bool array = Previous("ARRAY");
                SetPlace(array ? Place.AfterTables : Place.Tables);
                _expectTable = !array;
            }
            else if (Is(token, "TABLE") || Is(token, "DESCRIBE") || Is(token, "DESC") || Is(token, "EXISTS"))
            {
                _expectTable = true;
            }
            else if (Is(token, "SELECT"))
            {
                SetPlace(Place.BeforeTables);
            }
            else if (!wasTable && _places.Peek() == Place.Tables && GuardedNames.ClauseEnds.Contains(token))
            {
                SetPlace(Place.AfterTables);
            }

            _settings |= Is(token, "SETTINGS");
        }

        private void TakeSymbol(char symbol)
        {
            bool wasTable = _expectTable;
            _expectTable = false;
            switch (symbol)
            {
                case '(':
                    CheckFunction();
                    // A list of tables may stand in brackets; a query in them says SELECT first.
                    _places.Push(wasTable ? Place.Tables : Place.BeforeTables);
                    _expectTable = wasTable;
                    break;
                case '[' or '{':
                    _places.Push(Place.BeforeTables);
                    break;
                case ')' or ']' or '}' when _places.Count > 1:
                    _places.Pop();
                    break;
                case ',' when _places.Peek() == Place.Tables || AliasLooksLikeClause():
                    SetPlace(Place.Tables);
                    _expectTable = true;
                    break;
            }
        }

        /// <summary>In <c>FROM t limit, 'file'</c> the word that seems to end the tables is an alias.</summary>
        private bool AliasLooksLikeClause() => _places.Peek() == Place.AfterTables
            && _previous.Kind == SqlTokenKind.Word
            && GuardedNames.ClauseEnds.Contains(_previous.Text);

        private void SetPlace(Place place)
        {
            _places.Pop();
            _places.Push(place);
        }

        private void CheckFunction()
        {
            if (_previous.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName))
            {
                return;
            }

            string name = Unquote(_previous.Kind, _previous.Text);
            if (GuardedNames.OutsideFunctions.Contains(name) || name.Contains('\\', StringComparison.Ordinal))
            {
                throw guard.Refuse($"the function {name} reaches outside the store");
            }
        }

        private void CheckSettingValue(SqlTokenKind kind, string token)
        {
            if (_settings && PreviousSymbol('=') && _beforePrevious.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
            {
                guard.CheckSetting(Unquote(_beforePrevious.Kind, _beforePrevious.Text), kind, token);
            }
        }

        private void CheckIdentifierParameter()
        {
            if (parameters.TryGetValue(_beforePrevious.Text, out string? value))
            {
                foreach (string part in value.Split('.'))
                {
                    guard.CheckTableName(part);
                }
            }
        }
    }
}
