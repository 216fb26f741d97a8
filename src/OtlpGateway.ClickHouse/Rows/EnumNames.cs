// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>The names of an enum's values in one column, looked up once a block. What is not known has the first name.</summary>
internal sealed class EnumNames
{
    private const int Unknown = -1;

    private readonly LowCardinalityColumn _column;
    private readonly byte[][] _names;
    private readonly int[] _indexes;

    internal EnumNames(LowCardinalityColumn column, params string[] names)
    {
        _column = column;
        _names = [.. names.Select(Encoding.ASCII.GetBytes)];
        _indexes = new int[names.Length];
        Clear();
    }

    /// <summary>The name's number in the column's dictionary.</summary>
    internal int Of(uint value)
    {
        uint known = value < (uint)_names.Length ? value : 0;
        int index = _indexes[known];
        return index != Unknown ? index : _indexes[known] = _column.IndexOf(_names[known]);
    }

    /// <summary>The column's dictionary starts over.</summary>
    internal void Clear() => Array.Fill(_indexes, Unknown);
}
