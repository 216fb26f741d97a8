// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Matching;

/// <summary>The names of span kinds, as the schema has them.</summary>
internal static class SpanKindNames
{
    private static readonly byte[][] Utf8 =
    [
        [.. "SPAN_KIND_UNSPECIFIED"u8],
        [.. "SPAN_KIND_INTERNAL"u8],
        [.. "SPAN_KIND_SERVER"u8],
        [.. "SPAN_KIND_CLIENT"u8],
        [.. "SPAN_KIND_PRODUCER"u8],
        [.. "SPAN_KIND_CONSUMER"u8],
    ];

    /// <summary>What a strict match may name.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["SPAN_KIND_INTERNAL", "SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER", "SPAN_KIND_CONSUMER"];

    /// <summary>Empty for a number that has no name.</summary>
    public static ReadOnlySpan<byte> Of(int kind) => (uint)kind < (uint)Utf8.Length ? Utf8[kind] : default;
}
