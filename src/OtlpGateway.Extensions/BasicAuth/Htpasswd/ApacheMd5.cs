// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Extensions.BasicAuth.Htpasswd;

/// <summary>Apache's <c>$apr1$</c>: MD5 crypt with a prefix of its own, 1,000 rounds.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The file says how its passwords are hashed.")]
internal static class ApacheMd5
{
    private const string Magic = "$apr1$";
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Rounds = 1000;
    private const int MostSalt = 8;

    public static bool IsOne(string hash) =>
        hash.StartsWith(Magic, StringComparison.Ordinal) && hash.IndexOf('$', Magic.Length) is > 0 and int end && end - Magic.Length <= MostSalt;

    /// <summary>The hash of the password with the salt of <paramref name="setting"/>, in the same form.</summary>
    public static string Hash(string password, string setting)
    {
        string saltText = setting[Magic.Length..setting.IndexOf('$', Magic.Length)];
        byte[] key = Encoding.UTF8.GetBytes(password);
        byte[] salt = Encoding.UTF8.GetBytes(saltText);
        byte[] digest = First(key, salt);
        for (int round = 0; round < Rounds; round++)
        {
            List<byte> bytes = [.. round % 2 == 1 ? key : digest];
            bytes.AddRange(round % 3 != 0 ? salt : []);
            bytes.AddRange(round % 7 != 0 ? key : []);
            bytes.AddRange(round % 2 == 1 ? digest : key);
            digest = MD5.HashData(bytes.ToArray());
        }

        return $"{Magic}{saltText}${Text(digest)}";
    }

    private static byte[] First(byte[] key, byte[] salt)
    {
        byte[] inner = MD5.HashData([.. key, .. salt, .. key]);
        List<byte> bytes = [.. key, .. Encoding.ASCII.GetBytes(Magic), .. salt];
        for (int left = key.Length; left > 0; left -= inner.Length)
        {
            bytes.AddRange(inner.AsSpan(0, Math.Min(left, inner.Length)));
        }

        for (int bits = key.Length; bits > 0; bits >>= 1)
        {
            bytes.Add((bits & 1) == 1 || key.Length == 0 ? (byte)0 : key[0]);
        }

        return MD5.HashData(bytes.ToArray());
    }

    private static string Text(byte[] digest)
    {
        StringBuilder text = new();
        for (int i = 0; i < 5; i++)
        {
            Append(text, (digest[i] << 16) | (digest[i + 6] << 8) | digest[i == 4 ? 5 : i + 12], 4);
        }

        Append(text, digest[11], 2);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int value, int count)
    {
        for (; count > 0; count--, value >>= 6)
        {
            text.Append(Alphabet[value & 0x3F]);
        }
    }
}
