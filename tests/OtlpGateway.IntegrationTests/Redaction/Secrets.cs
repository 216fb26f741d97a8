// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.IntegrationTests.Redaction;

/// <summary>
/// Makes texts that have one secret of every kind and a marker that is none. Every secret is there once in all, so that one
/// that is found tells where it was.
/// </summary>
internal sealed class Secrets
{
    private readonly List<string> _all = [];
    private int _places;

    public IReadOnlyList<string> All => _all;

    /// <summary>What has to be found wherever the texts went, to know that the search works.</summary>
    public IEnumerable<string> Markers => Enumerable.Range(1, _places).Select(Marker);

    /// <summary>The text of one more place.</summary>
    public string Next()
    {
        string text = NextKey();
        string secret = $"topsecret{_places.ToString("000", CultureInfo.InvariantCulture)}77";
        _all.Add(secret);
        return $"{text} , {secret}";
    }

    /// <summary>The key of one more place, with all that detectors find: blocked values are no matter of keys.</summary>
    public string NextKey()
    {
        int place = ++_places;
        string number = place.ToString("000", CultureInfo.InvariantCulture);
        string hex = place.ToString("x2", CultureInfo.InvariantCulture);
        string[] secrets =
        [
            $"leak{number}@mail.example", CardNumber(place), $"+491511234{number}8", $"10.77.{place}.9", $"2001:db8:77{hex}::{hex}",
            $"550e8400-e29b-41d4-a716-4466554400{hex}", $"98765432100{number}", $"AKIAIOSFODNN7EX{hex.ToUpperInvariant()}ZZZ",
            $"eyJhbGciOiJIUzI1NiJ9.{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"sub\":\"{number}\"}}")).TrimEnd('=')}.c2lnbmF0dXJl{number}",
            $"-----BEGIN PRIVATE KEY-----MIIEvQIBADANBgkqhkiG9w0BAQEFAASC{number}-----END PRIVATE KEY-----",
        ];
        _all.AddRange(secrets);
        return $"{Marker(place)} {string.Join(" , ", secrets)}";
    }

    /// <summary>One more text that has no marker, for what is masked as a whole or refused.</summary>
    public string Hidden()
    {
        string secret = $"hidden{_all.Count}@mail.example";
        _all.Add(secret);
        return secret;
    }

    private static string Marker(int place) => $"keep{place.ToString("000", CultureInfo.InvariantCulture)}me";

    private static string CardNumber(int place)
    {
        string digits = $"4000{place:00000000000}";
        int sum = digits.Reverse().Select((digit, index) => index % 2 == 0 ? (2 * (digit - '0') / 10) + (2 * (digit - '0') % 10) : digit - '0').Sum();
        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }
}
