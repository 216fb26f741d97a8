// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.BasicAuth.Htpasswd;

/// <summary>The users of an htpasswd text and the hashes of their passwords.</summary>
internal sealed class PasswordFile
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);

    private PasswordFile()
    {
    }

    /// <summary>Some user's hash: what a check against nobody is made with.</summary>
    public string AnyHash => _hashes.Values.First();

    /// <summary>Reads <c>user:hash</c> lines; empty lines and those that begin with # are left out.</summary>
    /// <exception cref="FormatException">A line is none of these, or its hash is of a kind that is not supported. Names the line, never the hash.</exception>
    public static PasswordFile Parse(string text)
    {
        PasswordFile file = new();
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == line.Length - 1)
            {
                throw new FormatException($"line {i + 1} is not user:hash");
            }

            string hash = line[(colon + 1)..];
            if (PasswordHash.Problem(hash) is { } problem)
            {
                throw new FormatException($"line {i + 1}: {problem}");
            }

            file._hashes[line[..colon]] = hash;
        }

        return file._hashes.Count > 0 ? file : throw new FormatException("it names no user");
    }

    public string? Find(string username) => _hashes.GetValueOrDefault(username);
}
