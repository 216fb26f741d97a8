// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>A column of type LowCardinality(String).</summary>
internal sealed class LowCardinalityColumn(string name) : NativeColumn(name, "LowCardinality(String)")
{
    private readonly LowCardinalityBody _body = new();
    private int _last;

    internal override bool HasDictionary => true;

    internal override long ByteCount => _body.ByteCount;

    /// <summary>The value's number in this block, to append it many times.</summary>
    internal int IndexOf(ReadOnlySpan<byte> value) => _body.Dictionary.FindOrAdd(value);

    /// <summary>Appends room for values' numbers, for the caller to fill in.</summary>
    internal Span<int> AppendIndexes(int count) => _body.AppendIndexes(count);

    /// <summary>The number of a value that is often the same as the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexOfNext(ReadOnlySpan<byte> value)
    {
        // Equal values come in runs.
        if (!_body.Dictionary.Is(_last, value))
        {
            _last = _body.Dictionary.FindOrAdd(value);
        }

        return _last;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> value) => _body.AppendIndex(IndexOfNext(value));

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts) => _body.AddParts(parts);

    internal override void Clear()
    {
        _last = 0;
        _body.Clear();
    }

    public override void Dispose() => _body.Dispose();
}
