// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Text;
using OtlpGateway.Extensions.ClickHouseHttp;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.Extensions.Tests.ClickHouseHttp;

/// <summary>The endpoint with <c>auth</c>, asked over a socket, with the real extensions behind it.</summary>
public sealed class ClickHouseHttpAuthTests : IDisposable
{
    private readonly StoreFixture _store;
    private readonly TestSettings _settings = new(TimeProvider.System);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };

    public ClickHouseHttpAuthTests(StoreFixture store)
    {
        _store = store;
        _settings.With<IExtensions>(new Authenticators(_settings));
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _settings.Dispose();
    }

    [Theory]
    [InlineData("bearertokenauth", "", HttpStatusCode.Unauthorized)]
    [InlineData("bearertokenauth", "Bearer wrong", HttpStatusCode.Unauthorized)]
    [InlineData("bearertokenauth", "Bearer right", HttpStatusCode.OK)]
    [InlineData("basicauth", "", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Basic alice:wrong", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Basic bob:secret", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Bearer right", HttpStatusCode.Unauthorized)]
    [InlineData("basicauth", "Basic alice:secret", HttpStatusCode.OK)]
    public async Task Query_WithAuthenticator_LetsInWhomItKnows(string authenticator, string credential, HttpStatusCode status)
    {
        await using ClickHouseHttpExtension extension = await StartAsync(new() { Auth = new() { Authenticator = authenticator } });
        HttpResponseMessage response = await SendAsync(extension, "/?query=SELECT+40%2B2", credential);
        string text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.OK)
        {
            Assert.Equal("42\n", text);
            return;
        }

        Assert.StartsWith(authenticator == "basicauth" ? "Basic" : "Bearer", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("194", response.Headers.GetValues("X-ClickHouse-Exception-Code").Single());
        Assert.StartsWith("Code: 194. DB::Exception: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer right", "reader", "r", HttpStatusCode.OK, "")]
    [InlineData("Bearer right", "reader", "wrong", HttpStatusCode.Forbidden, "516")]
    [InlineData("Bearer right", "", "", HttpStatusCode.Forbidden, "516")]
    [InlineData("Bearer wrong", "reader", "r", HttpStatusCode.Unauthorized, "194")]
    [InlineData("Basic reader:r", "", "", HttpStatusCode.Unauthorized, "194")]
    public async Task Query_AuthenticatorAndUsers_NeedsBoth(string credential, string user, string password, HttpStatusCode status, string code)
    {
        ClickHouseHttpOptions options = new()
        {
            Auth = new() { Authenticator = "bearertokenauth" },
            Users = [new() { Name = "reader", Password = "r", ReadOnly = true }],
            ReadOnly = false,
        };
        await using ClickHouseHttpExtension extension = await StartAsync(options);
        HttpResponseMessage response = await SendAsync(extension, $"/?query=SELECT+1&user={user}&password={password}", credential);
        Assert.Equal((status, code), (response.StatusCode, CodeOf(response)));

        HttpResponseMessage write = await SendAsync(extension, $"/?user={user}&password={password}", credential, "CREATE TABLE t (a Int8) ENGINE = Memory");
        Assert.Equal(code.Length > 0 ? code : "164", CodeOf(write));
    }

    [Fact]
    public async Task Query_BasicCredentialOfBothKinds_IsTheAuthenticatorsAlone()
    {
        ClickHouseHttpOptions options = new() { Auth = new() { Authenticator = "basicauth" }, Users = [new() { Name = "alice", Password = "secret" }] };
        await using ClickHouseHttpExtension extension = await StartAsync(options);
        Assert.Equal("516", CodeOf(await SendAsync(extension, "/?query=SELECT+1", "Basic alice:secret")));
        Assert.Equal("", CodeOf(await SendAsync(extension, "/?query=SELECT+1&user=alice&password=secret", "Basic alice:secret")));
    }

    [Fact]
    public async Task Query_ParameterOfTheAuthenticator_IsNoSetting()
    {
        AuthenticationOptions auth = new() { Authenticator = "bearertokenauth", RequestParams = ["tenant"] };
        await using ClickHouseHttpExtension extension = await StartAsync(new() { Auth = auth });
        Assert.Equal("", CodeOf(await SendAsync(extension, "/?query=SELECT+1&tenant=a", "Bearer right")));
        Assert.Equal("164", CodeOf(await SendAsync(extension, "/?query=SELECT+1&other=a", "Bearer right")));
    }

    [Fact]
    public async Task Ping_WithAuthenticator_NeedsNoCredential()
    {
        await using ClickHouseHttpExtension extension = await StartAsync(new() { Auth = new() { Authenticator = "basicauth" } });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(extension, "/ping", "")).StatusCode);
    }

    [Fact]
    public async Task Start_AuthenticatorIsNotThere_SaysWhichAndWhere()
    {
        ComponentStartException failure = await Assert.ThrowsAsync<ComponentStartException>(
            () => StartAsync(new() { Auth = new() { Authenticator = "basicauth/other" } }));
        Assert.Contains("extensions::clickhouse_http::auth::authenticator", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'basicauth/other'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_AuthenticatorAndWriting_IsNotOpenToEverybody()
    {
        OptionsValidation validation = new();
        new ClickHouseHttpOptions { ReadOnly = false, Auth = new() { Authenticator = "basicauth" } }.Validate(validation);
        Assert.Empty(validation.Errors);
        Assert.Empty(validation.Warnings);
        OptionsValidation unnamed = new();
        new ClickHouseHttpOptions { Auth = new() }.Validate(unnamed);
        Assert.Equal("auth::authenticator", Assert.Single(unnamed.Errors).Path);
    }

    private static string CodeOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-ClickHouse-Exception-Code", out IEnumerable<string>? codes) ? codes.Single() : "";

    private async Task<ClickHouseHttpExtension> StartAsync(ClickHouseHttpOptions options)
    {
        options.Endpoint = "127.0.0.1:0";
        ClickHouseHttpExtension extension = new(options, _settings.For("clickhouse_http"), _store.Engines);
        await extension.StartAsync(Cancelled);
        return extension;
    }

    /// <param name="credential">Scheme and secret; a basic one in plain text.</param>
    private async Task<HttpResponseMessage> SendAsync(ClickHouseHttpExtension extension, string path, string credential, string body = "")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri($"http://127.0.0.1:{extension.Port}{path}"));
        request.Content = new StringContent(body);
        string[] parts = credential.Split(' ');
        if (parts.Length == 2)
        {
            string secret = parts[0] == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(parts[1])) : parts[1];
            request.Headers.Authorization = new(parts[0], secret);
        }

        return await _client.SendAsync(request, Cancelled);
    }
}
