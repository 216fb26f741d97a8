// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.Wire.Json;

/// <summary>Takes the escapes out of a JSON string whose escapes are known to be well-formed.</summary>
internal static class JsonText
{
    /// <summary>
    /// Writes the unescaped UTF-8 form, which is never longer than <paramref name="escaped"/>, and returns its length.
    /// Lone surrogates, which UTF-8 cannot carry, become U+FFFD and are counted.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> destination, ref int replacedSurrogates)
    {
        int written = 0;
        while (!escaped.IsEmpty)
        {
            int run = escaped.IndexOf((byte)'\\');
            run = run < 0 ? escaped.Length : run;
            escaped[..run].CopyTo(destination[written..]);
            written += run;
            escaped = escaped[run..];
            if (!escaped.IsEmpty)
            {
                written += UnescapeOne(ref escaped, destination[written..], ref replacedSurrogates);
            }
        }

        return written;
    }

    private static int UnescapeOne(ref ReadOnlySpan<byte> escaped, Span<byte> destination, ref int replacedSurrogates)
    {
        if (escaped[1] == 'u')
        {
            return TakeRune(ref escaped, ref replacedSurrogates).EncodeToUtf8(destination);
        }

        destination[0] = escaped[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            byte itself => itself,
        };
        escaped = escaped[2..];
        return 1;
    }

    private static Rune TakeRune(ref ReadOnlySpan<byte> escaped, ref int replacedSurrogates)
    {
        const int UnitLength = 6;
        char first = Unit(escaped);
        escaped = escaped[UnitLength..];
        if (Rune.TryCreate(first, out Rune rune))
        {
            return rune;
        }

        if (escaped.StartsWith("\\u"u8) && Rune.TryCreate(first, Unit(escaped), out rune))
        {
            escaped = escaped[UnitLength..];
            return rune;
        }

        replacedSurrogates++;
        return Rune.ReplacementChar;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
