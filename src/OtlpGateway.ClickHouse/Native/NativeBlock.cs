// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Client;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>
/// Rows of one table as columns. Append a value to every column, call <see cref="EndRow"/>; <see cref="FinishRows"/> after
/// each batch of rows; <see cref="Seal"/>, send, <see cref="Clear"/> and use it again.
/// </summary>
internal abstract class NativeBlock : INativeBlock, IDisposable
{
    private readonly List<NativeColumn> _columns = [];
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private readonly ColumnBuffer _head = new();
    private IReadOnlySet<string>? _present;
    private NativeColumn[]? _written;

    /// <inheritdoc/>
    public int RowCount { get; private set; }

    /// <inheritdoc/>
    public string ColumnList { get; private set; } = "";

    /// <inheritdoc/>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts => _parts;

    internal IReadOnlyList<NativeColumn> Columns => _columns;

    /// <summary>About the bytes that the block will take encoded.</summary>
    internal long ByteCount
    {
        get
        {
            long total = 0;
            foreach (NativeColumn column in _columns)
            {
                total += column.ByteCount;
            }

            return total;
        }
    }

    /// <summary>Writes only the columns that the table has: tables of other generations are never altered.</summary>
    internal void RestrictTo(IReadOnlySet<string>? present)
    {
        _present = present;
        _written = null;
        ColumnList = "";
    }

    internal void EndRow() => RowCount++;

    internal void EndRows(int count) => RowCount += count;

    internal void FinishRows()
    {
        foreach (NativeColumn column in _columns)
        {
            column.FinishRows();
        }
    }

    /// <summary>Encodes what is not encoded yet. <see cref="Parts"/> is valid until the next row or <see cref="Clear"/>.</summary>
    internal void Seal()
    {
        NativeColumn[] written = _written ??= [.. _columns.Where(column => _present?.Contains(column.Name) != false)];
        ColumnList = ColumnList.Length > 0 ? ColumnList : string.Join(", ", written.Select(column => SqlText.Identifier(column.Name)));
        _parts.Clear();
        _head.Clear();
        AppendVarint((ulong)written.Length);
        AppendVarint((ulong)RowCount);
        _parts.Add(_head.WrittenMemory);
        foreach (NativeColumn column in written)
        {
            _parts.Add(column.Header);
            column.AddParts(_parts);
        }
    }

    internal virtual void Clear()
    {
        RowCount = 0;
        _parts.Clear();
        foreach (NativeColumn column in _columns)
        {
            column.Clear();
        }
    }

    public virtual void Dispose()
    {
        _head.Dispose();
        foreach (NativeColumn column in _columns)
        {
            column.Dispose();
        }
    }

    protected T Add<T>(T column)
        where T : NativeColumn
    {
        _columns.Add(column);
        _written = null;
        return column;
    }

    private void AppendVarint(ulong value)
    {
        Span<byte> room = _head.Reserve(Wire.Protobuf.Varint.MaxLength);
        _head.Advance(Wire.Protobuf.Varint.Write(room, value));
    }
}
