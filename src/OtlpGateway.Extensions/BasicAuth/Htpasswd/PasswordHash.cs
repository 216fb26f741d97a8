// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Extensions.BasicAuth.Htpasswd;

/// <summary>
/// The hashes of htpasswd: bcrypt, SHA-512 and SHA-256 crypt, MD5 crypt (by the system's libcrypt), Apache's MD5, SHA-1,
/// salted SHA-1, and passwords as they are.
/// </summary>
internal static class PasswordHash
{
    private const string Sha = "{SHA}";
    private const string SaltedSha = "{SSHA}";

    private static readonly string[] SystemKinds = ["$2a$", "$2b$", "$2y$", "$5$", "$6$", "$1$"];

    /// <summary>Why no password can be checked against it; null when one can.</summary>
    public static string? Problem(string hash)
    {
        if (IsSystemKind(hash))
        {
            return !SystemCrypt.IsAvailable ? "the hash needs libcrypt, which this system does not have; use apr1 (htpasswd -m)"
                : SystemCrypt.Hash("", hash) is null ? "the hash is malformed"
                : null;
        }

        if (hash.StartsWith('$') && !ApacheMd5.IsOne(hash))
        {
            return "the hash is of a kind that is not supported; use bcrypt (htpasswd -B)";
        }

        bool isSha = hash.StartsWith(Sha, StringComparison.Ordinal) || hash.StartsWith(SaltedSha, StringComparison.Ordinal);
        return isSha && Decode(hash) is not { Length: >= SHA1.HashSizeInBytes } ? "the hash is malformed" : null;
    }

    /// <summary>Compares in a time that says nothing of how much of it was right.</summary>
    public static bool Verify(string password, string hash)
    {
        if (IsSystemKind(hash))
        {
            return SystemCrypt.Hash(password, hash) is { } computed && Same(computed, hash);
        }

        if (ApacheMd5.IsOne(hash))
        {
            return Same(ApacheMd5.Hash(password, hash), hash);
        }

        return hash.StartsWith(Sha, StringComparison.Ordinal) || hash.StartsWith(SaltedSha, StringComparison.Ordinal)
            ? VerifySha(password, Decode(hash)!)
            : Same(password, hash);
    }

    [SuppressMessage("Security", "CA5350", Justification = "The file says how its passwords are hashed.")]
    private static bool VerifySha(string password, byte[] digestAndSalt)
    {
        ReadOnlySpan<byte> digest = digestAndSalt.AsSpan(0, SHA1.HashSizeInBytes);
        byte[] salted = [.. Encoding.UTF8.GetBytes(password), .. digestAndSalt.AsSpan(SHA1.HashSizeInBytes)];
        return CryptographicOperations.FixedTimeEquals(SHA1.HashData(salted), digest);
    }

    private static byte[]? Decode(string hash)
    {
        string base64 = hash[(hash.IndexOf('}', StringComparison.Ordinal) + 1)..];
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) ? bytes[..length] : null;
    }

    private static bool IsSystemKind(string hash) => Array.Exists(SystemKinds, kind => hash.StartsWith(kind, StringComparison.Ordinal));

    private static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(a)), SHA256.HashData(Encoding.UTF8.GetBytes(b)));
}
