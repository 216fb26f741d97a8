// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Detection;

/// <summary>Classes of ASCII characters; bytes above 0x7F are in none, unless it says so.</summary>
internal static class Characters
{
    private const byte Digit = 1;
    private const byte Hex = 2;
    private const byte Alphanumeric = 4;
    private const byte Local = 8;
    private const byte Token = 16;
    private const byte Base64 = 32;

    private static readonly byte[] Classes = Build();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsDigit(byte character) => (uint)(character - '0') <= 9;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUpper(byte character) => (uint)(character - 'A') <= 'Z' - 'A';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLetter(byte character) => (uint)((character | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsHex(byte character) => Is(character, Hex);

    public static bool IsAlphanumeric(byte character) => Is(character, Alphanumeric);

    /// <summary>What the part before the @ of a mail address is made of; also every byte above 0x7F.</summary>
    public static bool IsLocal(byte character) => Is(character, Local);

    /// <summary>The characters of base64url.</summary>
    public static bool IsToken(byte character) => Is(character, Token);

    public static bool IsBase64(byte character) => Is(character, Base64);

    /// <summary>Whether there is a letter or digit at an offset; none is outside the text.</summary>
    public static bool IsAlphanumericAt(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length && IsAlphanumeric(text[at]);

    /// <summary>Whether there is a digit at an offset; none is outside the text.</summary>
    public static bool IsDigitAt(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length && IsDigit(text[at]);

    /// <summary>The character at an offset, or 0 outside the text.</summary>
    public static byte At(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length ? text[at] : (byte)0;

    /// <summary>Offset of the first byte from <paramref name="at"/> on that is no digit.</summary>
    public static int EndOfDigits(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(byte character, byte of) => (Classes[character] & of) != 0;

    private static byte[] Build()
    {
        byte[] classes = new byte[256];
        Add(classes, "0123456789"u8, Digit | Hex | Alphanumeric | Local | Token | Base64);
        Add(classes, "abcdefABCDEF"u8, Hex);
        Add(classes, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8, Alphanumeric | Local | Token | Base64);
        Add(classes, "._%+-'"u8, Local);
        Add(classes, "_-"u8, Token);
        Add(classes, "+/"u8, Base64);
        classes.AsSpan(0x80).Fill(Local);
        return classes;
    }

    private static void Add(byte[] classes, ReadOnlySpan<byte> characters, byte of)
    {
        foreach (byte character in characters)
        {
            classes[character] |= of;
        }
    }
}
