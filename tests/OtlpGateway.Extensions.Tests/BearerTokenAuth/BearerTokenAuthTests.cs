// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;
using OtlpGateway.Extensions.BearerTokenAuth;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Extensions.Tests.BearerTokenAuth;

public sealed class BearerTokenAuthTests : IDisposable
{
    private static readonly Dictionary<string, string> NoQuery = [];

    private readonly FakeTime _time = new();
    private readonly ListLogger _log = new();
    private readonly TempDirectory _directory = new();
    private readonly TestSettings _settings;

    public BearerTokenAuthTests() => _settings = new TestSettings(_time, _log);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("token: right", "Authorization", "Bearer right", true)]
    [InlineData("token: right", "Authorization", "bearer  right", true)]
    [InlineData("token: right", "Authorization", "Bearer wrong", false)]
    [InlineData("token: right", "Authorization", "right", false)]
    [InlineData("token: right", "Authorization", "Bearer", false)]
    [InlineData("token: right", "Authorization", "Basic right", false)]
    [InlineData("token: right", "X-Other", "Bearer right", false)]
    [InlineData("tokens: [a, right]", "Authorization", "Bearer right", true)]
    [InlineData("{token: right, header: X-Key, scheme: ''}", "x-key", "right", true)]
    [InlineData("{token: right, header: X-Key, scheme: ''}", "x-key", "Bearer right", false)]
    [InlineData("{token: right, scheme: Token}", "authorization", "Token right", true)]
    public async Task Authenticate_Header_LetsInKnownTokensOnly(string yaml, string header, string value, bool succeeded)
    {
        BearerTokenAuthExtension extension = Make(yaml);
        HeaderDictionary headers = new() { [header] = value };
        AuthenticationResult result = await extension.AuthenticateAsync(headers, NoQuery, Token);
        Assert.Equal(succeeded, result.Succeeded);
        Assert.DoesNotContain("right", result.Message, StringComparison.Ordinal);
        await extension.StartAsync(Token);
        await extension.StopAsync(Token);
        await extension.StopAsync(Token);
    }

    [Fact]
    public async Task Authenticate_TwoHeaders_IsRefused()
    {
        HeaderDictionary headers = new() { ["Authorization"] = new(["Bearer right", "Bearer right"]) };
        Assert.False((await Make("token: right").AuthenticateAsync(headers, NoQuery, Token)).Succeeded);
    }

    [Fact]
    public async Task File_Changes_BothSidesFollow()
    {
        string file = _directory.In("tokens");
        File.WriteAllText(file, "first\nsecond\n");
        BearerTokenAuthExtension extension = Make($"filename: '{file}'");
        Assert.Equal("Bearer first", (await extension.GetHeaderAsync(Token)).Value);
        Assert.Equal("first", await extension.GetTokenAsync(Token));
        Assert.True(await IsLetInAsync(extension, "second"));

        File.WriteAllText(file, "third\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Bearer third", (await extension.GetHeaderAsync(Token)).Value);
        Assert.False(await IsLetInAsync(extension, "second"));

        // What is no token keeps the last good one, whether the file is empty, bad or gone.
        foreach (string? bad in new[] { "\n", "two words\n", null })
        {
            if (bad is null)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllText(file, bad);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("third", await extension.GetTokenAsync(Token));
        }

        Assert.Equal(3, _log.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("third", StringComparison.Ordinal) || line.Contains("two words", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_NoFile_IsRefused() => Assert.Throws<ComponentStartException>(() => Make("filename: /nonexistent/token"));

    [Theory]
    [InlineData("{}", "token")]
    [InlineData("{token: a, tokens: [b]}", "tokens")]
    [InlineData("{token: 'a b'}", "token")]
    [InlineData("{tokens: [a, '']}", "tokens::1")]
    [InlineData("{token: a, header: 'a b'}", "header")]
    public void Validate_BadOption_NamesIt(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<BearerTokenAuthOptions>(yaml, diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }

    private static async Task<bool> IsLetInAsync(BearerTokenAuthExtension extension, string token) =>
        (await extension.AuthenticateAsync(new HeaderDictionary { ["Authorization"] = $"Bearer {token}" }, NoQuery, Token)).Succeeded;

    private BearerTokenAuthExtension Make(string yaml)
    {
        ConfigDiagnostics diagnostics = new();
        BearerTokenAuthOptions options = OptionsBinder.BindYaml<BearerTokenAuthOptions>(yaml, diagnostics);
        Assert.Empty(diagnostics.Errors);
        return new BearerTokenAuthExtension(_settings.For("bearertokenauth"), options);
    }
}
