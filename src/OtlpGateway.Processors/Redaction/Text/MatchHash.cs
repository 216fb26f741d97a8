// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>What stands in place of a match when it is hashed: the hash in lower-case hexadecimal. Immutable.</summary>
internal sealed class MatchHash
{
    /// <summary>Digits of the longest hash.</summary>
    public const int MaxLength = 2 * SHA512.HashSizeInBytes;

    private const int HmacSha256KeyBytes = 32;
    private const int HmacSha512KeyBytes = 64;

    private readonly Algorithm _hash;

    private MatchHash(Algorithm hash) => _hash = hash;

    private delegate int Algorithm(ReadOnlySpan<byte> match, Span<byte> hash);

    /// <summary>The function that an option names; null where it names none. False with what is wrong.</summary>
    public static bool TryCreate(string name, string key, out MatchHash? hash, out (string Option, string Problem) found)
    {
        byte[] secret = Encoding.UTF8.GetBytes(key);
        found = name switch
        {
            "" or "md5" or "sha1" => default,
            "sha3" when !SHA3_256.IsSupported => ("hash_function", "sha3 is not there on this platform (it needs OpenSSL 1.1.1 or later); use hmac-sha256"),
            "sha3" => default,
            "hmac-sha256" when secret.Length < HmacSha256KeyBytes => ("hmac_key", $"must have at least {HmacSha256KeyBytes} bytes for hmac-sha256"),
            "hmac-sha512" when secret.Length < HmacSha512KeyBytes => ("hmac_key", $"must have at least {HmacSha512KeyBytes} bytes for hmac-sha512"),
            "hmac-sha256" or "hmac-sha512" => default,
            _ => ("hash_function", $"\"{name}\" is none of md5, sha1, sha3, hmac-sha256, hmac-sha512"),
        };
        hash = found == default && name.Length > 0 ? new MatchHash(Find(name, secret)) : null;
        return found == default;
    }

    /// <summary>Writes the digits; returns how many.</summary>
    public int Write(ReadOnlySpan<byte> match, Span<byte> digits)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        hash = hash[.._hash(match, hash)];
        Convert.TryToHexStringLower(hash, digits, out int written);
        return written;
    }

#pragma warning disable CA5350, CA5351 // The Collector offers them; whoever configures one knows.
    private static Algorithm Find(string name, byte[] key) => name switch
    {
        "md5" => MD5.HashData,
        "sha1" => SHA1.HashData,
        "sha3" => SHA3_256.HashData,
        "hmac-sha256" => (match, hash) => HMACSHA256.HashData(key, match, hash),
        _ => (match, hash) => HMACSHA512.HashData(key, match, hash),
    };
#pragma warning restore CA5350, CA5351
}
