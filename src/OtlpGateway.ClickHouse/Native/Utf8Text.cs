// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace OtlpGateway.ClickHouse.Native;

/// <summary>Makes bytes that should be UTF-8 into UTF-8: what is not becomes U+FFFD.</summary>
internal static class Utf8Text
{
    internal static bool IsValid(ReadOnlySpan<byte> bytes) => Ascii.IsValid(bytes) || Utf8.IsValid(bytes);

    /// <summary>Appends the bytes with every ill-formed sequence replaced; a maximal sequence becomes one character.</summary>
    internal static void AppendReplaced(ReadOnlySpan<byte> bytes, ColumnBuffer destination)
    {
        Span<byte> replacement = stackalloc byte[4];
        int replacementLength = Rune.ReplacementChar.EncodeToUtf8(replacement);
        while (!bytes.IsEmpty)
        {
            bool good = Rune.DecodeFromUtf8(bytes, out _, out int consumed) == OperationStatus.Done;
            destination.Append(good ? bytes[..consumed] : replacement[..replacementLength]);
            bytes = bytes[consumed..];
        }
    }
}
