// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>
/// Where a range that is too large for one block is cut. It weighs what the items' bytes say and nothing else: not which
/// of them a table takes, not how columns are encoded, no option. Whoever writes a range again after a crash, with
/// whatever configuration, forms the same chunks, so that chunk and token go together.
/// </summary>
/// <remarks>
/// A durable format: a version that cuts elsewhere would store a range in part twice that was half written before.
/// Ordinary ranges stay far below and are one chunk.
/// </remarks>
internal struct ChunkMeter
{
    /// <summary>About the most bytes of a block: every row repeats its resource and its scope.</summary>
    internal const long MaxWeight = 96L << 20;

    internal const int MaxRows = 1_000_000;

    // What a row has beside its own bytes: offsets, indexes, fixed columns.
    private const int RowWeight = 64;

    private long _weight;
    private long _rows;

    internal readonly bool IsFull => _weight >= MaxWeight || _rows >= MaxRows;

    /// <summary>Counts an item, whether it is stored or put aside.</summary>
    /// <param name="bytes">Its length in the request.</param>
    /// <param name="rows">Rows that it would be.</param>
    /// <param name="bytesPerRow">What each of them repeats.</param>
    internal void Add(int bytes, int rows, long bytesPerRow)
    {
        _weight += bytes + (rows * (bytesPerRow + RowWeight));
        _rows += rows;
    }
}
