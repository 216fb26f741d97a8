// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Security.Cryptography;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.AttributeActions;

/// <summary>
/// The hash of a value as the Collector makes it since its release 0.85: SHA-256 in lower-case hexadecimal, of a string's
/// UTF-8, a bool's byte, or a number's eight bytes, lowest first. What is empty or composed becomes empty.
/// </summary>
internal static class ValueHash
{
    public const int MaxLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>Writes the hexadecimal digits; returns how many.</summary>
    public static int Write(in ValueCursor value, Span<byte> digits)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        ReadOnlySpan<byte> content = number;
        switch (value.Kind)
        {
            case ValueKind.String:
                content = value.Bytes;
                break;
            case ValueKind.Bool:
                number[0] = value.Bool ? (byte)1 : (byte)0;
                content = number[..1];
                break;
            case ValueKind.Int:
                BinaryPrimitives.WriteInt64LittleEndian(number, value.Int);
                break;
            case ValueKind.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(number, value.Double);
                break;
            default:
                return 0;
        }

        if (content.IsEmpty)
        {
            return 0;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        Convert.TryToHexStringLower(hash, digits, out int written);
        return written;
    }
}
