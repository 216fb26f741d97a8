// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>A column of numbers of one width. The caller appends with the method of the column's type.</summary>
internal sealed class FixedColumn(string name, string type) : NativeColumn(name, type)
{
    private readonly ColumnBuffer _values = new();

    internal override bool HasDictionary => false;

    internal override long ByteCount => _values.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendUInt8(byte value) => _values.AppendByte(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendUInt32(uint value) => _values.AppendUInt32(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendInt32(int value) => _values.AppendUInt32((uint)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendUInt64(ulong value) => _values.AppendUInt64(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AppendFloat64(double value) => _values.AppendUInt64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Appends room for values, for the caller to fill in.</summary>
    internal Span<ulong> AppendUInt64s(int count) => _values.AppendSpan<ulong>(count, sizeof(ulong));

    /// <summary>Appends room for values, for the caller to fill in.</summary>
    internal Span<double> AppendFloat64s(int count) => _values.AppendSpan<double>(count, sizeof(double));

    /// <summary>Appends room for values, for the caller to fill in.</summary>
    internal Span<uint> AppendUInt32s(int count) => _values.AppendSpan<uint>(count, sizeof(uint));

    /// <summary>Appends room for values, for the caller to fill in.</summary>
    internal Span<byte> AppendUInt8s(int count) => _values.AppendSpan<byte>(count, sizeof(byte));

    /// <summary>Values that are little-endian already.</summary>
    internal void AppendRaw(ReadOnlySpan<byte> values) => _values.Append(values);

    internal override void AddParts(List<ReadOnlyMemory<byte>> parts) => parts.Add(_values.WrittenMemory);

    internal override void Clear() => _values.Clear();

    public override void Dispose() => _values.Dispose();
}
