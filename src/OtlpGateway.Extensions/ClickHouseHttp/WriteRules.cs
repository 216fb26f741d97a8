// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>
/// What a statement that writes may do: change tables, views and databases inside the store. Not what reaches outside of
/// it, as reading does not: engines over files and other servers, disks of one's own, files to insert from.
/// </summary>
internal sealed class WriteRules
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Objects = new Dictionary<string, FrozenSet<string>>
    {
        ["INSERT"] = Words("INTO"),
        ["CREATE"] = Words("TABLE", "DATABASE", "VIEW", "MATERIALIZED"),
        ["ALTER"] = Words("TABLE"),
        ["DROP"] = Words("TABLE", "DATABASE", "VIEW", "TEMPORARY"),
        ["TRUNCATE"] = Words("TABLE"),
        ["RENAME"] = Words("TABLE"),
        ["EXCHANGE"] = Words("TABLES"),
        ["OPTIMIZE"] = Words("TABLE"),
        ["DELETE"] = Words("FROM"),
        ["KILL"] = Words("QUERY", "MUTATION"),
        ["SYSTEM"] = Words("STOP", "START", "SYNC", "FLUSH"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Modifiers = Words("OR", "REPLACE", "TEMPORARY");

    private static readonly FrozenSet<string> InsideEngines =
        Words("Memory", "Null", "Log", "TinyLog", "StripeLog", "Set", "Join", "Buffer", "Merge", "Atomic");

    private readonly string _first;
    private string _previous = "";
    private bool _objectKnown;
    private bool _engineNext;

    private WriteRules(string first) => _first = first;

    /// <summary>True for INSERT.</summary>
    public bool IsInsert => _first.Equals("INSERT", StringComparison.OrdinalIgnoreCase);

    /// <summary>The rules for a statement that starts with a word; null when it is none that may write.</summary>
    public static WriteRules? TryStart(string first) => Objects.ContainsKey(first) ? new WriteRules(first) : null;

    /// <summary>Takes the next token behind the first word; returns why it is refused, or null.</summary>
    public string? Take(SqlTokenKind kind, string token)
    {
        bool afterEngine = _engineNext && token != "=";
        _engineNext = (_engineNext && token == "=") || (kind == SqlTokenKind.Word && Is(token, "ENGINE"));
        if (afterEngine && !IsInside(kind, token))
        {
            return $"the engine {token} reaches outside the store, or is not known to stay inside";
        }

        string previous = _previous;
        _previous = kind == SqlTokenKind.Word ? token : "";
        if (kind != SqlTokenKind.Word)
        {
            return token == "(" && Is(previous, "disk") ? "a disk of its own reaches outside the store" : null;
        }

        if (!_objectKnown)
        {
            if (Is(_first, "CREATE") && Modifiers.Contains(token))
            {
                return null;
            }

            _objectKnown = true;
            return Objects[_first].Contains(token) ? null : $"{_first.ToUpperInvariant()} {token.ToUpperInvariant()} is not allowed here";
        }

        return Is(token, "FUNCTION") && (Is(previous, "INTO") || Is(previous, "TABLE")) ? "a table function cannot be inserted into"
            : Is(token, "INFILE") && Is(previous, "FROM") ? "FROM INFILE reads a file"
            : null;
    }

    private static bool IsInside(SqlTokenKind kind, string token) =>
        kind == SqlTokenKind.Word && (InsideEngines.Contains(token) || token.EndsWith("MergeTree", StringComparison.Ordinal));

    private static bool Is(string token, string word) => token.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
