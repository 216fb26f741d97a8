// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Extensions.BasicAuth;
using OtlpGateway.Extensions.BasicAuth.Htpasswd;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Extensions.Tests.BasicAuth;

public sealed class BasicAuthTests : IDisposable
{
    private static readonly Dictionary<string, string> NoQuery = [];

    private readonly FakeTime _time = new();
    private readonly ListLogger _log = new();
    private readonly TempDirectory _directory = new();
    private readonly TestSettings _settings;

    public BasicAuthTests() => _settings = new TestSettings(_time, _log);

    public void Dispose()
    {
        _settings.Dispose();
        _directory.Dispose();
    }

    // Made by openssl passwd and libcrypt.
    [Theory]
    [InlineData("secret")]
    [InlineData("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=")]
    [InlineData("{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0")]
    [InlineData("$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/")]
    [InlineData("$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1")]
    [InlineData("$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a")]
    [InlineData("$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1")]
    public async Task Authenticate_EveryKindOfHash_LetsInTheRightPasswordOnly(string hash)
    {
        Assert.Null(PasswordHash.Problem(hash));
        IServerAuthenticator server = Server($"# staff\n\nalice:{hash}\nbob:other");
        for (int repeat = 0; repeat < 2; repeat++)
        {
            AuthenticationResult right = await AskAsync(server, "alice:secret");
            Assert.True(right.Succeeded);
            Assert.Equal("alice", right.Attributes!["username"]);
            Assert.False((await AskAsync(server, "alice:Secret")).Succeeded);
            Assert.False((await AskAsync(server, "alice:")).Succeeded);
            Assert.False((await AskAsync(server, "bob:secret")).Succeeded);
            AuthenticationResult nobody = await AskAsync(server, "carol:secret");
            Assert.False(nobody.Succeeded);
            Assert.StartsWith("Basic realm=", nobody.Challenge, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", nobody.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ApacheMd5_LongPassword_IsHashedAsOpensslDoes() => Assert.True(
        PasswordHash.Verify("a much longer pässword than sixteen bytes", "$apr1$xy$WG0Tv7bskwK8u8Fi0csLh1"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Bearer YWxpY2U6c2VjcmV0")]
    [InlineData("Basic YWxpY2U=")]
    public async Task Authenticate_NoCredential_IsRefused(string? header)
    {
        HeaderDictionary headers = [];
        if (header is not null)
        {
            headers["Authorization"] = header;
        }

        AuthenticationResult result = await Server("alice:secret").AuthenticateAsync(headers, NoQuery, TestContext.Current.CancellationToken);
        Assert.False(result.Succeeded);
    }

    [Fact]
    public async Task Authenticate_FileChanges_FollowsItAndKeepsTheOldOneWhenItIsBad()
    {
        string file = _directory.In("htpasswd");
        File.WriteAllText(file, "alice:secret\n");
        IServerAuthenticator server = Make<IServerAuthenticator>(new BasicAuthOptions { Htpasswd = new HtpasswdOptions { File = file, Inline = "root:toor" } });
        Assert.True((await AskAsync(server, "alice:secret")).Succeeded);
        Assert.True((await AskAsync(server, "root:toor")).Succeeded);

        File.WriteAllText(file, "alice:changed\nbob:new\n");
        Assert.True((await AskAsync(server, "alice:secret")).Succeeded);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await AskAsync(server, "alice:secret")).Succeeded);
        Assert.True((await AskAsync(server, "alice:changed")).Succeeded);
        Assert.True((await AskAsync(server, "bob:new")).Succeeded);

        File.WriteAllText(file, "alice:$9$unknown\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await AskAsync(server, "alice:changed")).Succeeded);
        Assert.Contains(_log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("line 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("alice", "line 1")]
    [InlineData("ok:ok\nalice:$9$unknown", "line 2")]
    [InlineData("alice:$2b$05$short", "line 1")]
    [InlineData("alice:{SHA}???", "line 1")]
    [InlineData("# nobody", "names no user")]
    public void Create_BadList_IsRefusedWithoutShowingIt(string inline, string text)
    {
        ComponentStartException refused = Assert.Throws<ComponentStartException>(() => Server(inline));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ComponentStartException>(
            () => Make<IServerAuthenticator>(new BasicAuthOptions { Htpasswd = new HtpasswdOptions { File = _directory.In("missing") } }));
    }

    [Fact]
    public async Task GetHeader_OfFiles_FollowsThem()
    {
        string name = _directory.In("name");
        string password = _directory.In("password");
        File.WriteAllText(name, "alice\n");
        File.WriteAllText(password, "se:cret\n");
        IClientAuthenticator client = Make<IClientAuthenticator>(
            new BasicAuthOptions { ClientAuth = new ClientAuthOptions { Username = "unused", UsernameFile = name, PasswordFile = password } });
        Assert.Equal($"Basic {Base64("alice:se:cret")}", (await client.GetHeaderAsync(TestContext.Current.CancellationToken)).Value);
        File.WriteAllText(password, "changed");
        _time.Advance(TimeSpan.FromSeconds(1));
        AuthenticationHeader header = await client.GetHeaderAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("Authorization", $"Basic {Base64("alice:changed")}"), (header.Name, header.Value));
        Assert.DoesNotContain("Basic", header.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "htpasswd")]
    [InlineData("{htpasswd: {}}", "htpasswd::file")]
    [InlineData("{client_auth: {password: x}}", "client_auth::username")]
    [InlineData("{client_auth: {username: 'a:b'}}", "client_auth::username")]
    [InlineData("{htpasswd: {file: x}, client_auth: {username: a}}", "client_auth")]
    [InlineData("{client_auth: {aws_secrets_manager: {}}}", "client_auth::aws_secrets_manager")]
    public void Validate_BadOption_NamesIt(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<BasicAuthOptions>(yaml, diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static ValueTask<AuthenticationResult> AskAsync(IServerAuthenticator server, string credential)
    {
        HeaderDictionary headers = new() { ["Authorization"] = $"Basic {Base64(credential)}" };
        return server.AuthenticateAsync(headers, NoQuery, TestContext.Current.CancellationToken);
    }

    private IServerAuthenticator Server(string inline) =>
        Make<IServerAuthenticator>(new BasicAuthOptions { Htpasswd = new HtpasswdOptions { Inline = inline } });

    private T Make<T>(BasicAuthOptions options) => Assert.IsAssignableFrom<T>(
        ((IExtensionFactory)new BasicAuthFactory()).Create(_settings.For("basicauth"), options));
}
