// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Redaction;
using OtlpGateway.Processors.Redaction.Options;
using Xunit;

namespace OtlpGateway.Processors.Tests.Redaction;

/// <summary>The options that the Collector has, on the attributes of a span, with its semantics and its order.</summary>
public sealed class CollectorOptionsTests
{
    private const string Md5OfSecret = "5ebe2294ecd0e0f08eab7690d2a6ee69";

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{allow_all_keys: true}", "id=1; card=4111; note=x secret y")]
    [InlineData("{allowed_keys: [id, note]}", "id=1; note=x secret y")]
    [InlineData("{ignored_keys: [card]}", "card=4111")]
    [InlineData("{ignored_key_patterns: ['^c']}", "card=4111")]
    [InlineData("{allow_all_keys: true, blocked_values: ['4[0-9]{3}', 'sec.']}", "id=1; card=****; note=x ****et y")]
    [InlineData("{allow_all_keys: true, blocked_values: ['[a-z]+']}", "id=1; card=4111; note=**** **** ****")]
    [InlineData("{allow_all_keys: true, blocked_key_patterns: ['^no']}", "id=1; card=4111; note=****")]
    [InlineData("{allow_all_keys: true, blocked_key_patterns: ['note'], allowed_values: ['secret']}", "id=1; card=4111; note=x secret y")]
    [InlineData("{allow_all_keys: true, blocked_values: ['secret', '4111'], allowed_values: ['^x']}", "id=1; card=****; note=x secret y")]
    [InlineData("{allow_all_keys: true, ignored_keys: [note], blocked_values: ['secret'], blocked_key_patterns: ['note']}", "id=1; card=4111; note=x secret y")]
    [InlineData("{allowed_keys: [note], blocked_values: ['secret', '\\*+ y']}", "note=x ****")]
    public void Process_Attributes_AsTheCollectorDoes(string yaml, string expected) =>
        Assert.Equal(expected, RedactionTesting.AttributesOf(yaml, ("id", "1"), ("card", "4111"), ("note", "x secret y")));

    [Theory]
    [InlineData("{allow_all_keys: true, blocked_values: ['41+']}", "n=int 4111; d=double 4111.5; b=bool True")]
    [InlineData("{allow_all_keys: true, redact_all_types: true, blocked_values: ['41+', 'tr']}", "n=****; d=****.5; b=****ue")]
    [InlineData("{allow_all_keys: true, redact_all_types: true, blocked_values: ['9']}", "n=int 4111; d=double 4111.5; b=bool True")]
    [InlineData("{allow_all_keys: true, blocked_key_patterns: ['n']}", "n=****; d=double 4111.5; b=bool True")]
    public void Process_OtherTypes_OnlyWithRedactAllTypes(string yaml, string expected) =>
        Assert.Equal(expected, RedactionTesting.AttributesOf(yaml, ("n", 4111), ("d", 4111.5), ("b", true)));

    [Theory]
    [InlineData("md5", "", Md5OfSecret)]
    [InlineData("sha1", "", "e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4")]
    [InlineData("sha3", "", "f5a5207a8729b1f709cb710311751eb2fc8acad5a1fb8ac991b736e69b6529a3")]
    [InlineData("hmac-sha256", "0123456789abcdef0123456789abcdef", null)]
    [InlineData("hmac-sha512", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", null)]
    public void Process_HashFunction_HashesTheMatch(string function, string key, string? expected)
    {
        expected ??= Convert.ToHexStringLower(function == "hmac-sha256"
            ? System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key), "secret"u8)
            : System.Security.Cryptography.HMACSHA512.HashData(System.Text.Encoding.UTF8.GetBytes(key), "secret"u8));
        string options = $"allow_all_keys: true, hash_function: {function}, hmac_key: '{key}'";

        Assert.Equal($"note=x {expected} y", RedactionTesting.AttributesOf($"{{{options}, blocked_values: [secret]}}", ("note", "x secret y")));
        Assert.Equal($"note={expected}", RedactionTesting.AttributesOf($"{{{options}, blocked_key_patterns: [note]}}", ("note", "secret")));
    }

    [Theory]
    [InlineData("info", "a=****; c=ok; d=x; redaction.redacted.count=int 1; redaction.masked.count=int 1; redaction.allowed.count=int 1; redaction.ignored.count=int 1")]
    [InlineData("debug", "a=****; c=ok; d=x; redaction.redacted.keys=b; redaction.redacted.count=int 1; redaction.masked.keys=a; redaction.masked.count=int 1; redaction.allowed.keys=c; redaction.allowed.count=int 1; redaction.ignored.count=int 1")]
    [InlineData("silent", "a=****; c=ok; d=x")]
    [InlineData("''", "a=****; c=ok; d=x")]
    public void Process_Summary_SaysWhatWasDone(string summary, string expected) => Assert.Equal(
        expected,
        RedactionTesting.AttributesOf(
            $"{{allowed_keys: [a, c], ignored_keys: [d], blocked_values: [x], allowed_values: [ok], summary: {summary}}}",
            ("a", "x"), ("b", "y"), ("c", "ok"), ("d", "x")));

    [Fact]
    public void Process_SummaryOfAnEarlierProcessor_IsMerged() => Assert.Equal(
        "a=****; redaction.masked.keys=a,b,z; redaction.masked.count=int 3",
        RedactionTesting.AttributesOf(
            "{allowed_keys: [a], blocked_values: [x], summary: debug}",
            ("redaction.masked.keys", "z,b"), ("a", "x"), ("redaction.masked.count", 2)));

    [Fact]
    public void Process_SummaryOfAnEarlierProcessorAndNothingNew_Stays() => Assert.Equal(
        "a=y; redaction.masked.keys=b,z; redaction.masked.count=int 2",
        RedactionTesting.AttributesOf(
            "{allowed_keys: [a], blocked_values: [x], summary: info}",
            ("redaction.masked.keys", "z,b"), ("a", "y"), ("redaction.masked.count", 2)));

    [Fact]
    public void Process_ChineseAndLineFeeds_MatchAsCharacters() => Assert.Equal(
        "note=数据 **** 行\n****",
        RedactionTesting.AttributesOf("{allow_all_keys: true, blocked_values: ['密码.']}", ("note", "数据 密码一 行\n密码二")));

    [Theory]
    [InlineData("{blocked_values: ['(']}", "blocked_values::0")]
    [InlineData("{allowed_values: [ok, '(?=x)']}", "allowed_values::1")]
    [InlineData("{ignored_key_patterns: ['[']}", "ignored_key_patterns::0")]
    [InlineData("{blocked_key_patterns: ['*']}", "blocked_key_patterns::0")]
    [InlineData("{hash_function: sha256}", "hash_function")]
    [InlineData("{hash_function: hmac-sha256, hmac_key: short}", "hmac_key")]
    [InlineData("{hash_function: hmac-sha512, hmac_key: 0123456789abcdef0123456789abcdef}", "hmac_key")]
    [InlineData("{summary: loud}", "summary")]
    [InlineData("{detectors: {email: {action: hash}}}", "hash_function")]
    [InlineData("{detectors: {emial: {}}}", "detectors::emial")]
    [InlineData("{detectors: {email: {action: burn}}}", "detectors::email::action")]
    public void Bind_BadOptions_AreErrorsAtTheirPlace(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<RedactionOptions>(yaml, diagnostics);

        Assert.Contains(path, diagnostics.Errors.Select(error => error.Path));
    }

    [Fact]
    public void Bind_HmacKeyThatIsTooShort_IsNotShown()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<RedactionOptions>("{hash_function: hmac-sha256, hmac_key: hunter2}", diagnostics);

        Assert.DoesNotContain("hunter2", string.Concat(diagnostics.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Bind_DetectorsThatDeleteEverything_IsAWarning()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<RedactionOptions>("{detectors: {email: }}", diagnostics);

        Assert.Equal(["allow_all_keys"], diagnostics.Warnings.Select(warning => warning.Path));
    }

    [Theory]
    [InlineData("{allow_all_keys: true}", LabelChange.None)]
    [InlineData("{allowed_keys: [a]}", LabelChange.Merges)]
    [InlineData("{allow_all_keys: true, url_sanitizer: {enabled: true, attributes: [path]}}", LabelChange.Merges)]
    [InlineData("{allow_all_keys: true, blocked_values: [x]}", LabelChange.Hides)]
    [InlineData("{allow_all_keys: true, detectors: {email: {action: drop_attribute}}}", LabelChange.Hides)]
    public void Changes_Options_SayWhatLabelsBecome(string yaml, LabelChange expected) => Assert.Equal(
        expected,
        ((IProcessorFactory)new RedactionFactory()).Changes(OptionsBinder.BindYaml<RedactionOptions>(yaml, new ConfigDiagnostics())));
}
