// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// Tells paths from other text with slashes in it, such as <c>text/html</c>, <c>By/s</c> and <c>America/New_York</c>: a path
/// starts at a root.
/// </summary>
internal static class PathShape
{
    private const int LongestScheme = 16;

    /// <summary>
    /// Where the segments of a path begin: behind scheme and authority of a URL or the drive of Windows. -1 for what is no
    /// path.
    /// </summary>
    /// <param name="separator">What its segments are separated by.</param>
    public static int SegmentsOf(ReadOnlySpan<byte> text, out byte separator)
    {
        separator = (byte)'/';
        if (text.Length < 2)
        {
            return -1;
        }

        switch (text[0])
        {
            case (byte)'/':
                return text[1] is (byte)' ' or (byte)'/' ? -1 : 0;
            case (byte)'.' when text.StartsWith("./"u8) || text.StartsWith("../"u8):
            case (byte)'~' when text[1] == '/':
                return 0;
            case (byte)'\\' when text[1] == '\\':
                separator = (byte)'\\';
                return 2;
            default:
                break;
        }

        if (text.Length > 3 && text[1] == ':' && text[2] is (byte)'\\' or (byte)'/' && char.IsAsciiLetter((char)text[0]))
        {
            separator = text[2];
            return 2;
        }

        return BehindAuthority(text);
    }

    /// <summary>scheme://authority/...</summary>
    private static int BehindAuthority(ReadOnlySpan<byte> text)
    {
        int colon = text[..Math.Min(text.Length, LongestScheme)].IndexOf((byte)':');
        if (colon < 1 || !text[colon..].StartsWith("://"u8))
        {
            return -1;
        }

        foreach (byte letter in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return -1;
            }
        }

        int slash = text[(colon + 3)..].IndexOf((byte)'/');
        return slash < 0 ? -1 : colon + 3 + slash;
    }
}
