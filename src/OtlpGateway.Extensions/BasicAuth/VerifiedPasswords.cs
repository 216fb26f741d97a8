// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace OtlpGateway.Extensions.BasicAuth;

/// <summary>
/// Passwords that were found right, as digests under a key that lives as long as this does. One a user, so that it is as
/// small as the list of users. Thread-safe.
/// </summary>
internal sealed class VerifiedPasswords
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _digests = new(StringComparer.Ordinal);

    /// <summary>True when this password was right for this hash. A changed hash forgets it.</summary>
    public bool Contains(string username, string password, string hash) =>
        _digests.TryGetValue(username, out byte[]? known) && CryptographicOperations.FixedTimeEquals(known, Digest(password, hash));

    public void Add(string username, string password, string hash) => _digests[username] = Digest(password, hash);

    // The hash is of known form and comes first: no other pair of hash and password makes the same text.
    private byte[] Digest(string password, string hash) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{hash}\n{password}"));
}
