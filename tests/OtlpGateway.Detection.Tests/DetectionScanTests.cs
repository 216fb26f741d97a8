// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Detection.Scan;
using Xunit;

namespace OtlpGateway.Detection.Tests;

public sealed class DetectionScanTests
{
    private const int HostileLength = 2_000_000;

    private static readonly string[] Fragments =
    [
        "john@example.com", "4111 1111 1111 1111", "10.1.2.3", "fe80::1", "+4915112345678", "550e8400-e29b-41d4-a716-446655440000",
        "123456789012", "AKIAIOSFODNN7EXAMPLE", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----",
        " ", "-", ".", ":", "@", "_", "a", "7", "0", "+", "(", ")", "/", "ü", "\n", "eyJ", "I", "=", "~Q", "::", "8Q~", "%40", "john%40example.com",
    ];

    [Fact]
    public void MoveNext_SeveralKinds_FromLeftToRight()
    {
        byte[] text = "to a@b.io from 10.1.2.3 and a@c.io, card 4111111111111111"u8.ToArray();

        Assert.Equal(
            ["Email a@b.io", "IPv4 10.1.2.3", "Email a@c.io", "Card 4111111111111111"],
            Find(text, Detectors.All).Select(found => $"{found.Kind} {Encoding.UTF8.GetString(text, found.Start, found.Length)}"));
    }

    [Theory]
    [InlineData("1234567890@mail.example", DetectorKind.Email)]
    [InlineData("4111111111111111", DetectorKind.Card)]
    [InlineData("12345678-1234-1234-1234-123456789012", DetectorKind.Uuid)]
    [InlineData("::ffff:192.0.2.128", DetectorKind.IPv6)]
    public void MoveNext_TwoBeginTogether_TheFirstKindWins(string text, DetectorKind kind) =>
        Assert.Equal([kind], Find(Encoding.UTF8.GetBytes(text), Detectors.All).Select(found => found.Kind));

    [Fact]
    public void MoveNext_RandomTexts_MatchesAreOrderedAndWithinTheText()
    {
        var random = new Random(20261120);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Fragments[random.Next(Fragments.Length)])));
            int end = 0;
            foreach (Detection found in Find(text, (Detectors)random.Next((int)Detectors.All + 1)))
            {
                Assert.True(found.Start >= end && found.Length > 0 && found.End <= text.Length);
                end = found.End;
            }
        }
    }

    /// <summary>What the filter rules out, no detector may find: compared with detectors that run without it.</summary>
    [Fact]
    public void Candidates_RandomTexts_RuleOutNothingThatMatches()
    {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Fragments[random.Next(Fragments.Length)])));
            Detectors candidates = Prefilter.Candidates(text, Detectors.All);
            for (int at = 0; at <= text.Length; at++)
            {
                Detectors matches = Matches(text, at);
                Assert.True((matches & ~candidates) == 0, $"{matches} at {at} of \"{Encoding.UTF8.GetString(text)}\", candidates {candidates}");
            }
        }
    }

    [Fact]
    public void MoveNext_BytesThatAreNoText_AreSurvived()
    {
        var random = new Random(11);
        byte[] bytes = new byte[512];
        for (int round = 0; round < 5_000; round++)
        {
            random.NextBytes(bytes);
            Assert.True(Find(bytes.AsSpan(0, random.Next(bytes.Length)).ToArray(), Detectors.All).Count <= bytes.Length);
        }
    }

    [Theory]
    [InlineData("a@b.io ")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData("1:")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("@a.")]
    [InlineData("a%40")]
    [InlineData("%")]
    [InlineData("eyJ.")]
    [InlineData("eyJhbGciOiJ.")]
    [InlineData("0 11 ")]
    [InlineData("+1 ")]
    [InlineData("(212) 555-")]
    [InlineData("ghp_")]
    [InlineData("sk-")]
    [InlineData("AKIA")]
    [InlineData("-----BEGIN RSA PRIVATE KEY")]
    [InlineData("4111 1111 ")]
    [InlineData("2-")]
    public async Task MoveNext_LongHostileText_Ends(string unit)
    {
        // Work that grows with the square of the length would take hours; this takes a fraction of a second.
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, HostileLength / unit.Length)) + " 550e8400-e29b-41d4-a716-446655440000");

        int found = await Task.Run(() => Find(text, Detectors.All).Count, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(found <= text.Length);
    }

    private static Detectors Matches(byte[] text, int at) =>
        Flag(Detectors.Uuid, Shapes.Uuid.MatchAt(text, at)) | Flag(Detectors.Email, Shapes.Email.MatchAt(text, at))
        | Flag(Detectors.IPv4, Shapes.IPv4.MatchAt(text, at)) | Flag(Detectors.IPv6, Shapes.IPv6.MatchAt(text, at))
        | Flag(Detectors.Card, Shapes.Card.MatchAt(text, at)) | Flag(Detectors.Phone, Shapes.Phone.MatchAt(text, at))
        | Flag(Detectors.LongDigits, Shapes.LongDigits.MatchAt(text, at)) | Flag(Detectors.Jwt, Secrets.Jwt.MatchAt(text, at))
        | Flag(Detectors.CloudKey, Secrets.CloudKey.MatchAt(text, at)) | Flag(Detectors.PrivateKey, Secrets.PrivateKey.MatchAt(text, at));

    private static Detectors Flag(Detectors detector, int length) => length > 0 ? detector : Detectors.None;

    private static List<Detection> Find(byte[] text, Detectors wanted)
    {
        List<Detection> found = [];
        var scan = new DetectionScan(text, Prefilter.Candidates(text, wanted));
        while (scan.MoveNext())
        {
            found.Add(scan.Current);
        }

        return found;
    }
}
