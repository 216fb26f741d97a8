// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Secrets;

/// <summary>
/// A JSON web token in its compact form: a header that begins with <c>{"</c> in base64url, and a payload; whether it is
/// signed, encrypted (five parts), or cut off behind its payload. A header alone is none.
/// </summary>
public static class Jwt
{
    internal const int MinLength = 22;

    private const int MinPart = 10;
    private const int MostParts = 5;

    /// <summary>Length of the token that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || (at > 0 && IsToken(text[at - 1])) || !text[at..].StartsWith("eyJ"u8))
        {
            return 0;
        }

        int header = EndOfPart(text, at);
        if (header - at < MinPart || At(text, header) != '.')
        {
            return 0;
        }

        int payload = EndOfPart(text, header + 1);
        bool isObject = text[(header + 1)..].StartsWith("ey"u8);
        if (payload - header <= MinPart || (!isObject && At(text, payload) != '.'))
        {
            return 0;
        }

        int end = payload;
        for (int part = 2; part < MostParts && At(text, end) == '.' && IsToken(At(text, end + 1)); part++)
        {
            end = EndOfPart(text, end + 1);
        }

        return end - at;
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        found = default;
        for (int at = from; at < text.Length; at++)
        {
            int next = text[at..].IndexOf("eyJ"u8);
            if (next < 0)
            {
                return false;
            }

            at += next;
            int length = MatchAt(text, at);
            if (length > 0)
            {
                found = new Detection(DetectorKind.Jwt, at, length);
                return true;
            }

            // None begins within the run; what follows it may be one.
            at = EndOfPart(text, at);
        }

        return false;
    }

    private static int EndOfPart(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && IsToken(text[at]))
        {
            at++;
        }

        return at;
    }
}
