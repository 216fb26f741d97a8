// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>Base64 as clients send it: both alphabets, with or without padding, nothing else between.</summary>
internal static class JsonBase64
{
    private const byte Invalid = 0xFF;

    private static readonly byte[] Values = BuildValues();

    /// <summary>The most bytes that <paramref name="textLength"/> characters can stand for.</summary>
    public static int MaxLength(int textLength) => (int)((textLength + 3L) / 4 * 3);

    /// <summary>Decodes into <paramref name="destination"/>, which has <see cref="MaxLength"/> bytes of room.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        ReadOnlySpan<byte> digits = text.TrimEnd((byte)'=');
        int padding = text.Length - digits.Length;
        if (digits.Length % 4 == 1 || (padding > 0 && (padding > 2 || text.Length % 4 != 0)))
        {
            return false;
        }

        uint bits = 0;
        int held = 0;
        foreach (byte digit in digits)
        {
            byte value = Values[digit];
            if (value == Invalid)
            {
                return false;
            }

            bits = (bits << 6) | value;
            held += 6;
            if (held >= 8)
            {
                held -= 8;
                destination[written++] = (byte)(bits >> held);
            }
        }

        return true;
    }

    private static byte[] BuildValues()
    {
        byte[] values = new byte[256];
        values.AsSpan().Fill(Invalid);
        ReadOnlySpan<byte> alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (int i = 0; i < alphabet.Length; i++)
        {
            values[alphabet[i]] = (byte)i;
        }

        values['-'] = values['+'];
        values['_'] = values['/'];
        return values;
    }
}
