// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.ClickHouse.Native;

namespace OtlpGateway.ClickHouse.Rows;

/// <summary>What JSON strings cannot hold as it is.</summary>
internal static class JsonEscapes
{
    internal static readonly SearchValues<byte> NeedsEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value), (byte)'"', (byte)'\\']);

    internal static void Append(byte character, ColumnBuffer text)
    {
        switch (character)
        {
            case (byte)'"':
                text.Append("\\\""u8);
                break;
            case (byte)'\\':
                text.Append("\\\\"u8);
                break;
            case (byte)'\n':
                text.Append("\\n"u8);
                break;
            case (byte)'\r':
                text.Append("\\r"u8);
                break;
            case (byte)'\t':
                text.Append("\\t"u8);
                break;
            default:
                text.Append("\\u00"u8);
                text.AppendByte(Digit(character >> 4));
                text.AppendByte(Digit(character & 15));
                break;
        }
    }

    private static byte Digit(int value) => "0123456789abcdef"u8[value];
}
