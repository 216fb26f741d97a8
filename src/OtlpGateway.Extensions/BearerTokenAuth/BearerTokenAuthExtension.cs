// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.Clients.Files;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.BearerTokenAuth;

/// <summary>Lets in requests that carry a known token, and gives a token to requests that go out.</summary>
internal sealed class BearerTokenAuthExtension : IExtension, IServerAuthenticator, IClientAuthenticator, IAccessTokenSource
{
    private readonly BearerTokenAuthOptions _options;
    private readonly TokenSet? _fixed;
    private readonly WatchedFile<TokenSet>? _file;
    private readonly string _challenge;

    /// <exception cref="ComponentStartException">The file cannot be read.</exception>
    public BearerTokenAuthExtension(ComponentSettings settings, BearerTokenAuthOptions options)
    {
        _options = options;
        _challenge = options.Scheme.Length > 0 ? options.Scheme : "Bearer";
        if (options.Filename.Length > 0)
        {
            _file = new WatchedFile<TokenSet>(
                $"extensions::{settings.Id}::filename", options.Filename, TokenSet.Parse, settings.Time, settings.Logger);
        }
        else
        {
            _fixed = new TokenSet(options.Token.Length > 0 ? [options.Token] : options.Tokens);
        }
    }

    private TokenSet Tokens => _fixed ?? _file!.Value;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, IReadOnlyDictionary<string, string> query, CancellationToken cancellationToken)
    {
        StringValues values = headers[_options.Header];
        bool isKnown = values.Count == 1 && TryTakeToken(values[0], out ReadOnlySpan<char> token) && Tokens.Contains(token);
        return ValueTask.FromResult(isKnown
            ? AuthenticationResult.Allowed()
            : AuthenticationResult.Refused(values.Count == 0 ? "no token" : "the token is not valid", _challenge));
    }

    public ValueTask<AuthenticationHeader> GetHeaderAsync(CancellationToken cancellationToken)
    {
        string token = Tokens.First;
        return ValueTask.FromResult(new AuthenticationHeader(
            _options.Header, _options.Scheme.Length > 0 ? $"{_options.Scheme} {token}" : token));
    }

    public ValueTask<string> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Tokens.First);

    private bool TryTakeToken(string? header, out ReadOnlySpan<char> token)
    {
        token = header.AsSpan().Trim();
        if (_options.Scheme.Length == 0)
        {
            return true;
        }

        if (token.Length <= _options.Scheme.Length
            || token[_options.Scheme.Length] != ' '
            || !token.StartsWith(_options.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        token = token[(_options.Scheme.Length + 1)..].Trim();
        return true;
    }
}
