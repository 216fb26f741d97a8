// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Detection.Secrets;

/// <summary>
/// A private key in PEM (PKCS #1, PKCS #8, SEC 1, OpenSSH, also encrypted) or OpenPGP armour. From the BEGIN line to the END
/// line, or to the end of the text where that was cut off. Certificates and public keys are none.
/// </summary>
public static class PrivateKey
{
    internal const int MinHyphens = 10;

    /// <summary>Bytes of the shortest BEGIN line.</summary>
    internal const int MinLength = 27;

    private const int LongestLabel = 40;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    /// <summary>Length of the key block that begins at <paramref name="at"/>, or 0.</summary>
    public static int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        if ((uint)at >= (uint)text.Length || !text[at..].StartsWith(Begin))
        {
            return 0;
        }

        ReadOnlySpan<byte> label = text[(at + Begin.Length)..];
        int labelLength = label[..Math.Min(label.Length, LongestLabel)].IndexOf("-----"u8);
        if (labelLength < 0 || !IsPrivate(label[..labelLength]))
        {
            return 0;
        }

        int body = at + Begin.Length + labelLength + 5;
        int end = text[body..].IndexOf(End);
        if (end < 0)
        {
            return text.Length - at;
        }

        end += body + End.Length;
        int close = text[end..Math.Min(text.Length, end + LongestLabel)].IndexOf("-----"u8);
        return (close < 0 ? end : end + close + 5) - at;
    }

    internal static bool TryFind(ReadOnlySpan<byte> text, int from, out Detection found)
    {
        found = default;
        for (int at = from; at < text.Length; at++)
        {
            int next = text[at..].IndexOf(Begin);
            if (next < 0)
            {
                return false;
            }

            at += next;
            int length = MatchAt(text, at);
            if (length > 0)
            {
                found = new Detection(DetectorKind.PrivateKey, at, length);
                return true;
            }
        }

        return false;
    }

    private static bool IsPrivate(ReadOnlySpan<byte> label) =>
        label.EndsWith("PRIVATE KEY"u8) || label.SequenceEqual("PGP PRIVATE KEY BLOCK"u8);
}
