// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Pipeline.Tests.Configuration;

public class OptionsWriterTests
{
    private const string Yaml = """
        endpoint: "yes: no"
        password: hunter2
        port: 1
        limit: 12
        timeout: 1h30m0s
        mechanism: SCRAM-SHA-256
        topics: ["0123", "true", "a b", "", "null"]
        headers: {authorization: Bearer x}
        on: {enabled: false}
        off: {}
        raw: [1, {a: 2, tls: {key_pem: topsecret}, Password: opensesame}]
        """;

    [Fact]
    public void Write_Unredacted_ReadsBackEqual()
    {
        ConfigDiagnostics diagnostics = new();
        string printed = Print(OptionsBinder.BindYaml<SampleOptions>(Yaml, diagnostics), redact: false);
        SampleOptions again = OptionsBinder.BindYaml<SampleOptions>(printed, diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal(printed, Print(again, redact: false));
        Assert.Equal("hunter2", again.Password);
        Assert.Equal(["0123", "true", "a b", "", "null"], again.Topics);
        Assert.Equal(TimeSpan.FromMinutes(90), again.Timeout);
        Assert.Equal(SampleMechanism.ScramSha256, again.Mechanism);
        Assert.Null(again.On);
        Assert.NotNull(again.Off);
    }

    [Fact]
    public void Write_Redacted_ShowsNoSecret()
    {
        string printed = Print(OptionsBinder.BindYaml<SampleOptions>(Yaml, new ConfigDiagnostics()), redact: true);
        Assert.DoesNotContain("hunter2", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("opensesame", printed, StringComparison.Ordinal);
        Assert.Contains("authorization: '[REDACTED]'", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://tenant:hunter2@host/path?q=@", "https://[REDACTED]@host/path?q=@")]
    [InlineData("http://hunter2@host", "http://[REDACTED]@host")]
    [InlineData("http://host/a@b", "http://host/a@b")]
    [InlineData("https://", "https://")]
    [InlineData("a@b", "a@b")]
    public void Write_Redacted_ShowsNoUserOfAUrl(string endpoint, string shown)
    {
        SampleOptions options = OptionsBinder.BindYaml<SampleOptions>($"endpoint: '{endpoint}'", new ConfigDiagnostics());
        Assert.Contains($"endpoint: {shown}", Print(options, redact: true).Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"endpoint: {endpoint}", Print(options, redact: false).Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static string Print(SampleOptions options, bool redact)
    {
        using StringWriter text = new();
        ConfigYaml.Write(OptionsWriter.Write(options, redact), text);
        return text.ToString();
    }
}
