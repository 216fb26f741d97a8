// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Wire.Otlp.Streams;

/// <summary>
/// The secret under which streams are hashed. Gateways that feed one log have the same, so that a client that reconnects
/// elsewhere stays the same stream; without it nobody can find out by trying which label values a stamp stands for.
/// </summary>
public readonly struct StreamKey
{
    /// <summary>Shortest secret that is taken, in bytes of UTF-8: 128 bits, if it is random.</summary>
    public const int MinSecretBytes = 16;

    internal StreamKey(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    internal ulong Low { get; }

    internal ulong High { get; }

    /// <summary>Derives the key from a configured secret. Another derivation would make every stream a new one: it never changes.</summary>
    public static StreamKey FromSecret(string secret)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes("otlpgateway.stream\n" + secret), digest);
        return FromBytes(digest[..16]);
    }

    /// <summary>A key that everyone knows: tells streams apart, and does not keep secret what they are.</summary>
    public static StreamKey Public { get; } = FromSecret("");

    /// <summary>A key for streams that no other process and no later run sees.</summary>
    public static StreamKey CreateRandom()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return FromBytes(bytes);
    }

    private static StreamKey FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Nothing of the key.</summary>
    public override string ToString() => nameof(StreamKey);
}
