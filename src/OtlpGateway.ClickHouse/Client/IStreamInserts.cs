// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>Inserts of any format whose data comes as a stream; thread-safe.</summary>
public interface IStreamInserts
{
    /// <summary>
    /// Runs an INSERT that has neither a FORMAT clause nor data: <paramref name="insert"/>'s format is the data's. Nothing
    /// of a block is stored that has not come in full. Throws <see cref="ClickHouseException"/> when ClickHouse refuses it;
    /// what reading <paramref name="data"/> throws passes through.
    /// </summary>
    Task<InsertResult> InsertAsync(ClickHouseQuery insert, Stream data, CancellationToken cancellationToken);
}
