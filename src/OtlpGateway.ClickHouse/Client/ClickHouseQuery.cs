// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>One statement, with what ClickHouse's own clients send beside it.</summary>
public sealed record ClickHouseQuery(string Sql)
{
    /// <summary>Output format when the statement has no <c>FORMAT</c> clause, for example <c>JSONEachRow</c>.</summary>
    public string Format { get; init; } = "TabSeparated";

    /// <summary>Values for <c>{name:Type}</c> placeholders, unescaped: the client escapes as its transport needs.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = NoValues;

    /// <summary>
    /// True when <see cref="Parameters"/> are TSV fields already, as <c>param_NAME</c> of ClickHouse's HTTP protocol are:
    /// only so can a value be NULL.
    /// </summary>
    public bool ParametersAreEscaped { get; init; }

    /// <summary>Query-level settings that hold for this statement alone.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = NoValues;

    /// <summary>The database that unqualified names are looked up in; empty means the connection's default.</summary>
    public string Database { get; init; } = "";

    private static readonly IReadOnlyDictionary<string, string> NoValues =
        System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
