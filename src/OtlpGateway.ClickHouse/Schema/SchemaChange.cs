// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>One step of a <see cref="SchemaPlan"/>. None of them removes a row, but a shorter time to live.</summary>
/// <param name="Table">What it concerns, for people.</param>
/// <param name="Found">What is there now.</param>
/// <param name="Change">What will be.</param>
/// <param name="Statements">The SQL, in order.</param>
public sealed record SchemaChange(string Table, string Found, string Change, IReadOnlyList<string> Statements)
{
    /// <summary>The numbered migration that is recorded when the statements have run; null where there is none.</summary>
    internal AppliedMigration? Records { get; init; }
}

/// <summary>What the store says of a migration that was applied.</summary>
internal readonly record struct AppliedMigration(int Number, string Name, string Target, string Checksum);
