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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendIndex(int index) => _body.AppendIndex(index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> value)
    {
        // Equal values come in runs.
        if (!_body.Dictionary.Is(_last, value))
        {
            _last = _body.Dictionary.FindOrAdd(value);
        }

        _body.AppendIndex(_last);
    }

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts) => _body.AddParts(parts);

    internal override void Clear()
    {
        _last = 0;
        _body.Clear();
    }

    public override void Dispose() => _body.Dispose();
}
