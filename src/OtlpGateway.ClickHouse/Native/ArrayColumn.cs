// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>Where the arrays of a column end; the columns of one Nested share it.</summary>
internal sealed class ArrayOffsets : IDisposable
{
    private readonly ColumnBuffer _offsets = new();
    private ulong _end;

    internal ReadOnlyMemory<byte> WrittenMemory => _offsets.WrittenMemory;

    internal int Length => _offsets.Length;

    /// <summary>Ends a row whose array has <paramref name="count"/> elements.</summary>
    internal void EndRow(int count)
    {
        _end += (uint)count;
        _offsets.AppendUInt64(_end);
    }

    /// <summary>Appends room for where as many rows end, to be filled in with <see cref="EndOf"/>.</summary>
    internal Span<ulong> AppendRows(int count) => _offsets.AppendSpan<ulong>(count, sizeof(ulong));

    /// <summary>Where the next row's array ends, which has <paramref name="count"/> elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong EndOf(int count) => _end += (uint)count;

    internal void Clear()
    {
        _end = 0;
        _offsets.Clear();
    }

    public void Dispose() => _offsets.Dispose();
}

/// <summary>A column of type Array(T): where each row ends, then the elements of all rows as a column of T.</summary>
internal sealed class ArrayColumn<T>(ArrayOffsets offsets, T elements) : NativeColumn(elements.Name, $"Array({elements.Type})")
    where T : NativeColumn
{
    internal T Elements { get; } = elements;

    internal override bool HasDictionary => Elements.HasDictionary;

    internal override long ByteCount => offsets.Length + Elements.ByteCount;

    internal override void FinishRows() => Elements.FinishRows();

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts)
    {
        parts.Add(offsets.WrittenMemory);
        Elements.AddParts(parts);
    }

    internal override void Clear()
    {
        offsets.Clear();
        Elements.Clear();
    }

    public override void Dispose()
    {
        offsets.Dispose();
        Elements.Dispose();
    }
}
