// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>
/// Queries that are JSON (MongoDB, OpenSearch, Elasticsearch): names stay, every value becomes <c>"?"</c>. What is cut off is
/// sanitized as far as it goes; a text that is no object or array is left as it is.
/// </summary>
internal static class JsonDocument
{
    private static readonly SearchValues<byte> EndsOfScalar = SearchValues.Create("{}[],: \t\r\n\""u8);

    public static bool Write(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        if (text.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        for (int at = 0; at < text.Length;)
        {
            byte character = text[at];
            if ("{}[],: \t\r\n"u8.IndexOf(character) >= 0)
            {
                destination.WriteRaw(text.Slice(at, 1));
                at++;
                continue;
            }

            int length = character == '"' ? EndOfString(text[at..]) : EndOfScalar(text[at..]);
            bool isName = character == '"' && text[(at + length)..].TrimStart(" \t\r\n"u8) is [(byte)':', ..];
            destination.WriteRaw(isName ? text.Slice(at, length) : "\"?\""u8);
            at += length;
        }

        return true;
    }

    private static int EndOfString(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                return at + 1;
            }
        }

        return text.Length;
    }

    private static int EndOfScalar(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(EndsOfScalar);
        return end < 0 ? text.Length : Math.Max(end, 1);
    }
}
