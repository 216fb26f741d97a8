// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;

namespace OtlpGateway.Detection.Tests.Labelled;

/// <summary>Values that have to be found, made from the structure that each kind has; the same ones in every run.</summary>
internal static class Positives
{
    private const int OfEachKind = 150;
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Hex = "0123456789abcdef";

    private static readonly string[] Contexts =
    [
        "{0}", "{0}", "{0}", "user={0}", "\"{0}\"", "sent to {0}, thanks", "{{\"v\":\"{0}\"}}", "({0})", "key: {0}", "<{0}>", "[{0}]",
        "x={0}&y=2", "failed for {0}: timeout", "{0} was refused", "see {0}.", "'{0}'", "value\t{0}\tend", "请求 {0} 失败", "a;{0};b", "https://shop.example/find?q={0}",
    ];

    private static readonly string[] Names = ["john", "jane.doe", "m.mueller", "o'brien", "li_wei", "ana-maria", "x", "test+alerts", "sales%eu", "j.r.r.tolkien", "müller", "user1984", "50cent", "no-reply", "A.Smith"];

    private static readonly string[] Domains =
        ["example.com", "mail.example.org", "example.co.uk", "shop-24.example.de", "xn--bcher-kva.example", "bücher.example", "a.b.c.d.example.io", "example.museum", "e.travel", "corp.internal", "163.example.cn"];

    public static IEnumerable<LabelledValue> All()
    {
        var random = new Random(20261120);
        foreach (DetectorKind kind in Enum.GetValues<DetectorKind>())
        {
            for (int index = 0; index < OfEachKind; index++)
            {
                string value = Make(kind, random, index);
                string context = Contexts[random.Next(Contexts.Length)];
                yield return new LabelledValue(kind, string.Format(CultureInfo.InvariantCulture, context, value), value);
            }
        }
    }

    /// <summary>Numbers that miss being cards, and are long all the same.</summary>
    public static IEnumerable<LabelledValue> NearlyCards() =>
        ((string[])["4111111111111112", "1111111111111117", "9999999999999999"]).Select(digits => new LabelledValue(DetectorKind.LongDigits, digits, digits));

    private static string Make(DetectorKind kind, Random random, int index) => kind switch
    {
        DetectorKind.Email => $"{Pick(Names, random)}{(random.Next(3) == 0 ? random.Next(1000).ToString(CultureInfo.InvariantCulture) : "")}{(index % 10 == 0 ? "%40" : "@")}{Pick(Domains, random)}",
        DetectorKind.Uuid => Case(MakeUuid(random, index), random),
        DetectorKind.IPv4 => MakeIPv4(random),
        DetectorKind.IPv6 => Case(MakeIPv6(random, index), random),
        DetectorKind.Card => MakeCard(random, index),
        DetectorKind.Phone => MakePhone(random, index),
        DetectorKind.LongDigits => (char)('1' + random.Next(9)) + Draw(Digits, 9 + (index % 11), random),
        DetectorKind.Jwt => MakeJwt(random, index),
        DetectorKind.CloudKey => MakeKey(random, index),
        _ => MakePrivateKey(random, index),
    };

    private static string MakeUuid(Random random, int index)
    {
        string hex = Draw(Hex, 32, random);
        char version = "14567"[index % 5];
        return $"{hex[..8]}-{hex[8..12]}-{version}{hex[13..16]}-{"89ab"[index % 4]}{hex[17..20]}-{hex[20..]}";
    }

    private static string MakeIPv4(Random random)
    {
        int[] networks = [10, 172, 192, 203, 8, 100, 185, 51];
        return $"{networks[random.Next(networks.Length)]}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";
    }

    private static string MakeIPv6(Random random, int index)
    {
        string Group() => random.Next(1, 0x10000).ToString("x", CultureInfo.InvariantCulture);
        return (index % 6) switch
        {
            0 => string.Join(':', Enumerable.Range(0, 8).Select(_ => Group())),
            1 => $"2001:db8:{Group()}::{Group()}",
            2 => $"fe80::{Group()}:{Group()}:{Group()}:{Group()}",
            3 => $"::ffff:{MakeIPv4(random)}",
            4 => $"2a02:{Group()}:{Group()}:{Group()}::1",
            _ => string.Join(':', Enumerable.Range(0, 8).Select(_ => random.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture))),
        };
    }

    private static string MakeCard(Random random, int index)
    {
        (string Prefix, int Length)[] issuers = [("4", 16), ("4", 13), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("65", 16), ("3528", 16), ("36", 14), ("62", 16), ("62", 19)];
        (string prefix, int length) = issuers[index % issuers.Length];
        string digits = prefix + Draw(Digits, length - prefix.Length - 1, random);
        int sum = digits.Reverse().Select((digit, i) => i % 2 == 0 ? ((2 * (digit - '0')) / 10) + ((2 * (digit - '0')) % 10) : digit - '0').Sum();
        digits += (char)('0' + ((10 - (sum % 10)) % 10));
        string separator = index % 3 == 0 ? "" : index % 3 == 1 ? " " : "-";
        return (length, separator) switch
        {
            (_, "") or (13, _) => digits,
            (16, _) => string.Join(separator, digits.Chunk(4).Select(group => new string(group))),
            (15, _) => string.Join(separator, digits[..4], digits[4..10], digits[10..]),
            (14, _) => string.Join(separator, digits[..4], digits[4..10], digits[10..]),
            _ => string.Join(separator, digits.Chunk(4).Select(group => new string(group))),
        };
    }

    private static string MakePhone(Random random, int index)
    {
        string D(int count) => Draw(Digits, count, random);
        string N() => (char)('2' + random.Next(8)) + D(2);
        return (index % 15) switch
        {
            0 => $"+49151{D(8)}",
            1 => $"+49 (0)89 {D(4)} {D(4)}",
            2 => $"+1{N()}{N()}{D(4)}",
            3 => $"+1 ({N()}) {N()}-{D(4)}",
            4 => $"+44 20 {D(4)} {D(4)}",
            5 => $"+33 6 {D(2)} {D(2)} {D(2)} {D(2)}",
            6 => $"+86 138 {D(4)} {D(4)}",
            7 => $"({N()}) {N()}-{D(4)}",
            8 => $"{N()}-{N()}-{D(4)}",
            9 => $"{N()}.{N()}.{D(4)}",
            10 => $"020 {D(4)} {D(4)}",
            11 => $"06 {D(2)} {D(2)} {D(2)} {D(2)}",
            12 => $"0171/{D(7)}",
            13 => $"0049 170 {D(7)}",
            _ => $"+91-98{D(3)}-{D(5)}",
        };
    }

    private static string MakeJwt(Random random, int index)
    {
        string header = Base64Url(index % 3 == 0 ? "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + Draw(Lower, 6, random) + "\"}" : "{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        string payload = Base64Url("{\"sub\":\"" + Draw(Digits, 10, random) + "\",\"name\":\"" + Draw(Lower, random.Next(3, 20), random) + "\",\"iat\":1516239022}");
        return index % 10 == 9 ? $"{header}.{payload}" : $"{header}.{payload}.{Draw(Upper + Lower + Digits + "_", 43, random)}";
    }

    private static string MakeKey(Random random, int index)
    {
        const string Letters = Upper + Lower + Digits;
        string T(string prefix, int length, string alphabet = Letters) => prefix + Draw(alphabet, length, random);
        return (index % 15) switch
        {
            0 => T("AKIA", 16, Upper + "234567"),
            1 => T("ASIA", 16, Upper + "234567"),
            2 => T("AIza", 34, Letters + "_") + "x",
            3 => T("ghp_", 36),
            4 => T("ghs_", 36),
            5 => T("github_pat_", 22) + T("_", 59),
            6 => T("glpat-", 20),
            7 => $"xoxb-{Draw(Digits, 12, random)}-{Draw(Digits, 12, random)}-{T("", 24)}",
            8 => T("sk_live_", 24),
            9 => T("sk-proj-", 48),
            10 => $"SG.{T("", 22)}.{T("", 43)}",
            11 => T("npm_", 36),
            12 => $"AccountKey={T("", 86)}==",
            13 => T("", 3) + $"{random.Next(10)}Q~" + T("", 33),
            _ => T("dop_v1_", 64, Hex),
        };
    }

    private static string MakePrivateKey(Random random, int index)
    {
        string label = new[] { "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK" }[index % 6];
        string separator = index % 2 == 0 ? "\n" : "\\n";
        var text = new StringBuilder($"-----BEGIN {label}-----{separator}");
        for (int line = 0; line < 1 + random.Next(6); line++)
        {
            text.Append(Draw(Upper + Lower + Digits + "+/", 64, random)).Append(separator);
        }

        return text.Append(CultureInfo.InvariantCulture, $"-----END {label}-----").ToString();
    }

    private static string Base64Url(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Case(string text, Random random) => random.Next(4) == 0 ? text.ToUpperInvariant() : text;

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];

    private static string Draw(string alphabet, int count, Random random) => new([.. Enumerable.Range(0, count).Select(_ => alphabet[random.Next(alphabet.Length)])]);
}
