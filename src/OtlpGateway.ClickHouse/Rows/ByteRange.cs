// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>A run of bytes inside a request.</summary>
internal readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>This part of a part, as a part of the whole.</summary>
    internal ByteRange In(ByteRange outer) => new(outer.Start + Start, Length);

    internal ReadOnlySpan<byte> Of(ReadOnlySpan<byte> source) => source.Slice(Start, Length);
}
