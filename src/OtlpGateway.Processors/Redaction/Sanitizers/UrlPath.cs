// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>
/// Addresses and paths: segments that are no words become <c>*</c>, query and fragment go, user and password of an address
/// too. In a text of several words those that are addresses or begin with a slash are sanitized.
/// </summary>
internal static class UrlPath
{
    private const int LongestWord = 32;
    private const int MostConsonants = 6;

    public static bool Write(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        bool isSingle = text.IndexOfAny(" \t\r\n"u8) < 0;
        while (!text.IsEmpty)
        {
            int end = text.IndexOfAny(" \t\r\n"u8);
            ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
            int scheme = word.IndexOf("://"u8);
            if (scheme >= 0)
            {
                WriteAddress(word, scheme + 3, destination);
            }
            else if (word.StartsWith("/"u8) || (isSingle && word.Contains((byte)'/')))
            {
                WritePath(word, destination);
            }
            else
            {
                destination.WriteRaw(word);
            }

            if (end < 0)
            {
                break;
            }

            destination.WriteRaw(text.Slice(end, 1));
            text = text[(end + 1)..];
        }

        return true;
    }

    private static void WriteAddress(ReadOnlySpan<byte> address, int authority, ProtobufWriter destination)
    {
        ReadOnlySpan<byte> rest = address[authority..];
        int end = rest.IndexOfAny("/?#"u8);
        ReadOnlySpan<byte> host = end < 0 ? rest : rest[..end];
        destination.WriteRaw(address[..authority]);
        destination.WriteRaw(host[(host.LastIndexOf((byte)'@') + 1)..]);
        if (end >= 0)
        {
            WritePath(rest[end..], destination);
        }
    }

    private static void WritePath(ReadOnlySpan<byte> path, ProtobufWriter destination)
    {
        int query = path.IndexOfAny("?#"u8);
        path = query < 0 ? path : path[..query];
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> segment = slash < 0 ? path : path[..slash];
            destination.WriteRaw(IsWord(segment) ? segment : "*"u8);
            if (slash < 0)
            {
                return;
            }

            destination.WriteRaw("/"u8);
            path = path[(slash + 1)..];
        }
    }

    /// <summary>Letters and what joins words, a version, or the placeholder of a route.</summary>
    private static bool IsWord(ReadOnlySpan<byte> segment)
    {
        if (segment.Length is 2 or 3 && (segment[0] | 0x20) == 'v' && segment[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            return true;
        }

        int consonants = 0;
        foreach (byte character in segment)
        {
            bool isLetter = (uint)((character | 0x20) - 'a') <= 'z' - 'a';
            if (!isLetter && "-_.:{}<>*$"u8.IndexOf(character) < 0)
            {
                return false;
            }

            consonants = isLetter && "aeiouy"u8.IndexOf((byte)(character | 0x20)) < 0 ? consonants + 1 : 0;
            if (consonants >= MostConsonants)
            {
                return false;
            }
        }

        return segment.Length <= LongestWord;
    }
}
