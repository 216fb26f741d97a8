// SPDX-License-Identifier: Apache-2.0

using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Extensions.BearerTokenAuth;

/// <summary>Tokens that can be compared in a time that says nothing of them.</summary>
internal sealed class TokenSet
{
    private const int MostTokens = 10_000;

    private readonly byte[][] _digests;

    public TokenSet(IReadOnlyList<string> tokens)
    {
        First = tokens[0];
        _digests = [.. tokens.Select(token => SHA256.HashData(Encoding.UTF8.GetBytes(token)))];
    }

    /// <summary>What a client sends.</summary>
    public string First { get; }

    /// <summary>Reads a token a line.</summary>
    /// <exception cref="FormatException">There is none, or one that no header can have.</exception>
    public static TokenSet Parse(string text)
    {
        string[] tokens = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return tokens.Length is 0 or > MostTokens || tokens.Any(token => token.Any(character => character is < '!' or > '~'))
            ? throw new FormatException($"it must hold a token a line, one to {MostTokens} of them, without spaces and control characters")
            : new TokenSet(tokens);
    }

    public bool Contains(ReadOnlySpan<char> token)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()));
        bool found = false;
        foreach (byte[] known in _digests)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, digest);
        }

        return found;
    }
}
