// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>
/// ClickHouse as the gateway uses it: the engine in this process, or a server. Thread-safe. Every call throws
/// <see cref="ClickHouseException"/> with ClickHouse's error number when the statement fails, and
/// <see cref="OperationCanceledException"/> when cancelled; a cancelled statement is killed, not left running.
/// </summary>
public interface IClickHouseClient
{
    /// <summary>What answers, for messages: <c>chdb:///var/lib/otlp-gateway</c>.</summary>
    string Endpoint { get; }

    /// <summary>The version of ClickHouse that answers.</summary>
    string Version { get; }

    /// <summary>Runs a statement whose output is of no interest: DDL, settings, KILL.</summary>
    Task ExecuteAsync(ClickHouseQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a query and writes its result to <paramref name="output"/> as it comes, as one document of the format that
    /// was asked for. When it throws after something was written, the document is cut off there.
    /// </summary>
    Task<QueryResult> QueryAsync(ClickHouseQuery query, Stream output, CancellationToken cancellationToken);

    /// <summary>
    /// Inserts one block, all or nothing per table and partition. The block is borrowed until the task completes. When
    /// it was cancelled or failed the rows may still be there: insert again with the same token.
    /// </summary>
    Task<InsertResult> InsertAsync(ClickHouseInsert insert, INativeBlock block, CancellationToken cancellationToken);
}
