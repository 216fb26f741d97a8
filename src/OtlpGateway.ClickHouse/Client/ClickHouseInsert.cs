// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>Where one Native block goes.</summary>
/// <param name="Database">The table's database.</param>
/// <param name="Table">The table, unquoted.</param>
/// <param name="DeduplicationToken">
/// Inserts with a token that the table remembers are dropped as a whole, here and in every table that its views feed;
/// null inserts unconditionally.
/// </param>
public readonly record struct ClickHouseInsert(string Database, string Table, string? DeduplicationToken);

/// <param name="Rows">Rows written, those of materialized views included; zero when the token was known.</param>
/// <param name="Bytes">Bytes written, uncompressed, those of materialized views included.</param>
public readonly record struct InsertResult(long Rows, long Bytes);
