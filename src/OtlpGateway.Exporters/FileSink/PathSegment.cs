// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Makes a part of a file's name out of what a client sent: nothing in it leads out of the directory.</summary>
internal static class PathSegment
{
    public const string Missing = "MISSING";

    private const int Longest = 200;

    /// <summary>Letters, digits, dots, dashes and underscores stay, whatever else becomes an underscore.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        string segment = string.Concat(text.Take(Longest).Select(character => IsPlain(character) ? character : '_'));

        // Only dots would name a directory, or hide the file.
        return segment.Length == 0 ? Missing : segment[0] == '.' ? $"_{segment[1..]}" : segment;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';
}
