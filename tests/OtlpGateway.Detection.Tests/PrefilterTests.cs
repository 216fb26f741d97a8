// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Tests.Labelled;
using Xunit;

namespace OtlpGateway.Detection.Tests;

/// <summary>The filter against the detectors run alone: no shortcut may rule out what they find.</summary>
public sealed class PrefilterTests
{
    // What is near the borders of registers, of classes and of what detectors count.
    private static readonly string[] Fragments =
    [
        ":", "::", ".", "-", "----", "-----BEGIN ", "PRIVATE KEY-----", "@", "%", "%40", "+", "(", ")", "/", " ", "_", "=", "~", "Q~", "1", "12", "0", "00",
        "9876", "1.2", ".3.4", "a", "fe80", "dead:beef", "12:34:56", "abcdef", "ABC", "J", "eyJ", "I", "AKIA", "ghp_", "sk-", "sig=", "ü", "@a.io", "\0", "ÿ",
        "550e8400", "-e29b-41d4-a716-", "446655440000", "4111 1111 1111 1111", "IOSFODNN7EXAMPLE", "eyJhbGciOiJI.eyJzdWIiOiIx", "7Q~abcdefghij0123456789ABCDEFGHIJ-_",
    ];

    /// <summary>What one look at a short text rules out beyond the count of its characters is in none of its places.</summary>
    [Fact]
    public void Candidates_ShortTexts_RuleOutOnlyWhatNoDetectorFinds()
    {
        var random = new Random(17);
        int ruledOut = 0;
        for (int round = 0; round < 150_000; round++)
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Fragments[random.Next(Fragments.Length)])));
            int start = random.Next(text.Length);
            ruledOut += Check(text.AsSpan(start, random.Next(text.Length - start + 1)));
        }

        Assert.True(ruledOut > 1000, $"{ruledOut} texts had something ruled out");
    }

    [Fact]
    public void Candidates_PartsOfLabelledValues_RuleOutOnlyWhatNoDetectorFinds()
    {
        var random = new Random(18);
        foreach (LabelledValue value in Positives.All().Concat(NearMisses.All()))
        {
            byte[] text = Encoding.UTF8.GetBytes(value.Text);
            Check(text);
            for (int round = 0; round < 40 && text.Length > 0; round++)
            {
                int start = random.Next(text.Length);
                Check(text.AsSpan(start, random.Next(text.Length - start + 1)));
            }
        }
    }

    [Fact]
    public void Candidates_EveryCharacterAtEveryPlace_IsSeenThere()
    {
        (string, Detectors)[] matches =
        [
            ("a@b.io", Detectors.Email), ("::1", Detectors.IPv6), ("10.1.2.3", Detectors.IPv4), ("1234567890", Detectors.LongDigits),
            ("550e8400-e29b-41d4-a716-446655440000", Detectors.Uuid), ("AKIAIOSFODNN7EXAMPLE", Detectors.CloudKey),
        ];
        foreach ((string match, Detectors detector) in matches)
        {
            for (int length = match.Length; length <= ShortText.MaxLength + 10; length++)
            {
                for (int at = 0; at <= length - match.Length; at++)
                {
                    string text = new string(' ', at) + match + new string(' ', length - at - match.Length);
                    Assert.True((Prefilter.Candidates(Encoding.UTF8.GetBytes(text), Detectors.All) & detector) != 0, $"{detector} at {at} of {length}");
                }
            }
        }
    }

    /// <summary>What the filter asks of a run of key characters every form has.</summary>
    [Fact]
    public void CloudKeyForms_All_AreRunsOfKeyCharacters()
    {
        foreach (CloudKeyForm form in CloudKeyForms.All)
        {
            Assert.True(form.LeastLength >= CloudKey.MinLength);
        }

        Assert.SkipUnless(ShortText.IsSupported, "there are no registers of 32 bytes");
        const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-=.~+/%";
        for (int character = 0; character < 256; character++)
        {
            bool isKey = CharacterClasses.KeyCharacters(System.Runtime.Intrinsics.Vector256.Create((byte)character)) == uint.MaxValue;
            Assert.Equal(character < 128 && Characters.Contains((char)character, StringComparison.Ordinal), isKey);
        }
    }

    private static int Check(ReadOnlySpan<byte> text)
    {
        Detectors candidates = Prefilter.Candidates(text, Detectors.All);
        Detectors counted = text.Length < 6 ? Detectors.All : Prefilter.LookInBlocks(text);
        Detectors ruledOut = counted & ~candidates;
        Assert.True((candidates & ~counted) == 0, $"{candidates & ~counted} of \"{Encoding.UTF8.GetString(text)}\" is no candidate by its characters");
        for (int kind = 0; kind <= (int)DetectorKind.LongDigits; kind++)
        {
            Detectors one = ruledOut & (Detectors)(1 << kind);
            Assert.False(one != 0 && new DetectionScan(text, one).MoveNext(), $"{one} is in \"{Encoding.UTF8.GetString(text)}\", candidates {candidates}");
        }

        return ruledOut != 0 ? 1 : 0;
    }
}
