// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace OtlpGateway.Processors.Matching;

/// <summary>Regular expressions on UTF-8: decoded on the stack, or in a rented array when long.</summary>
internal static class Utf8Text
{
    private const int MaxOnStack = 256;

    /// <summary>Whether the pattern is found anywhere in the text. Allocates nothing.</summary>
    public static bool IsMatch(Regex regex, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxOnStack)
        {
            Span<char> characters = stackalloc char[MaxOnStack];
            return regex.IsMatch(characters[..Encoding.UTF8.GetChars(utf8, characters)]);
        }

        char[] rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        bool found = regex.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetChars(utf8, rented)));
        ArrayPool<char>.Shared.Return(rented);
        return found;
    }
}
