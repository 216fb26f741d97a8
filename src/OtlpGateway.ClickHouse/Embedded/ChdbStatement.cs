// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Buffers;

namespace OtlpGateway.ClickHouse.Embedded;

/// <param name="Sql">The statement.</param>
/// <param name="Format">How to print a result where the statement does not say; empty drops it.</param>
/// <param name="Parameters">Values of its placeholders, escaped as TSV fields.</param>
/// <param name="Preparation">Statements that change the session for this one alone.</param>
internal readonly record struct ChdbStatement(
    string Sql,
    string Format,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<string> Preparation);

/// <param name="Output">The printed result; whoever gets it disposes it.</param>
/// <param name="RowsRead">Rows read from storage.</param>
/// <param name="BytesRead">Bytes read from storage.</param>
internal readonly record struct ChdbResult(PooledBuffer Output, long RowsRead, long BytesRead);
