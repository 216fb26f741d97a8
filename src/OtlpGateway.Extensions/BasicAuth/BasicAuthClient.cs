// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Clients.Files;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.BasicAuth;

/// <summary>Gives requests that go out a name and a password.</summary>
internal sealed class BasicAuthClient : IExtension, IClientAuthenticator
{
    private readonly ClientAuthOptions _options;
    private readonly WatchedFile<string>? _username;
    private readonly WatchedFile<string>? _password;

    /// <exception cref="ComponentStartException">A file cannot be read.</exception>
    public BasicAuthClient(ComponentSettings settings, ClientAuthOptions options)
    {
        _options = options;
        _username = Watch(settings, "username_file", options.UsernameFile);
        _password = Watch(settings, "password_file", options.PasswordFile);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    public ValueTask<AuthenticationHeader> GetHeaderAsync(CancellationToken cancellationToken)
    {
        string username = _username?.Value ?? _options.Username;
        string password = _password?.Value ?? _options.Password;
        string credential = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
        return ValueTask.FromResult(new AuthenticationHeader("Authorization", $"Basic {credential}"));
    }

    private static WatchedFile<string>? Watch(ComponentSettings settings, string option, string file) => file.Length == 0
        ? null
        : new WatchedFile<string>(
            $"extensions::{settings.Id}::client_auth::{option}", file, static text => text.Trim('\r', '\n'), settings.Time, settings.Logger);
}
