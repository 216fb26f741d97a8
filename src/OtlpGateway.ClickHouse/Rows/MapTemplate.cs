// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>A map that many rows share, encoded once: the attributes of a resource or a scope.</summary>
internal sealed class MapTemplate : IDisposable
{
    private readonly ColumnBuffer _values = new();
    private int[] _keys = new int[16];
    private int _count;

    internal void Clear()
    {
        _count = 0;
        _values.Clear();
    }

    internal void Add(int key, ReadOnlySpan<byte> value)
    {
        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, _keys.Length * 2);
        }

        _keys[_count++] = key;
        if (Utf8Text.IsValid(value))
        {
            _values.AppendString(value);
            return;
        }

        using ColumnBuffer replaced = new();
        Utf8Text.AppendReplaced(value, replaced);
        _values.AppendString(replaced.WrittenSpan);
    }

    internal void AppendTo(MapColumn column, int rows) =>
        column.AppendRepeated(_keys.AsSpan(0, _count), _values.WrittenSpan, rows);

    public void Dispose() => _values.Dispose();
}
