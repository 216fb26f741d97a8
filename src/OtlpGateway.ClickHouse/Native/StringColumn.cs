// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>A column of type String.</summary>
/// <param name="name">The column's name.</param>
/// <param name="isText">False for bytes that are not text: they are kept as they are.</param>
internal sealed class StringColumn(string name, bool isText = true) : NativeColumn(name, "String")
{
    private readonly StringBody _body = new();

    internal override bool HasDictionary => false;

    internal override long ByteCount => _body.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Append(ReadOnlySpan<byte> value) => _body.Append(value);

    /// <summary>Empty strings.</summary>
    internal void AppendEmpty(int count) => _body.AppendEmpty(count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendId(ReadOnlySpan<byte> id, int size) => _body.AppendId(id, size);

    /// <summary>Room for encoded values; count them with <see cref="Advance"/>.</summary>
    internal Span<byte> Reserve(int count) => _body.Reserve(count);

    internal void Advance(int count) => _body.Advance(count);

    internal override void FinishRows()
    {
        if (isText)
        {
            _body.FinishRows();
        }
    }

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts) => parts.Add(_body.WrittenMemory);

    internal override void Clear() => _body.Clear();

    public override void Dispose() => _body.Dispose();
}
