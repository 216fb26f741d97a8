// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text;

namespace OtlpGateway.Log.Format;

/// <summary>Strings for header names that come again with every record. Bounded: names beyond the bound are made anew.</summary>
internal static class HeaderNames
{
    private const int MaxNames = 256;
    private const int MaxNameBytes = 128;

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxNameBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> chars = stackalloc char[MaxNameBytes];
        ReadOnlySpan<char> name = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        if (Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? known))
        {
            return known;
        }

        string made = new(name);
        return Known.Count < MaxNames ? Known.GetOrAdd(made, made) : made;
    }
}
