// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OtlpGateway.Clients.Files;
using OtlpGateway.Extensions.BasicAuth.Htpasswd;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.BasicAuth;

/// <summary>
/// Lets in requests with a known name and its password. A password hash is slow on purpose: what was found right is
/// remembered as a keyed digest, and few are computed at once, so that guessing does not take the processor from others.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The semaphore has no wait handle, so there is nothing to free, and late requests may still wait for it.")]
internal sealed class BasicAuthServer : IExtension, IServerAuthenticator
{
    private const string Scheme = "Basic ";
    private const string Challenge = "Basic realm=\"otlp-gateway\", charset=\"UTF-8\"";
    private const int MostAtOnce = 2;

    private readonly PasswordFile? _inline;
    private readonly WatchedFile<PasswordFile>? _file;
    private readonly VerifiedPasswords _verified = new();
    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    /// <exception cref="ComponentStartException">The file cannot be read, or a hash is of a kind that is not supported.</exception>
    public BasicAuthServer(ComponentSettings settings, HtpasswdOptions options)
    {
        string path = $"extensions::{settings.Id}::htpasswd";
        if (options.File.Length > 0)
        {
            _file = new WatchedFile<PasswordFile>($"{path}::file", options.File, PasswordFile.Parse, settings.Time, settings.Logger);
        }

        try
        {
            _inline = options.Inline.Length > 0 ? PasswordFile.Parse(options.Inline) : null;
        }
        catch (FormatException e)
        {
            throw new ComponentStartException($"{path}::inline: {e.Message}", e);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers, IReadOnlyDictionary<string, string> query, CancellationToken cancellationToken)
    {
        StringValues values = headers.Authorization;
        if (values.Count == 0)
        {
            return AuthenticationResult.Refused("no basic credentials", Challenge);
        }

        if (values.Count > 1 || !TryRead(values[0], out string? username, out string? password))
        {
            return AuthenticationResult.Refused("the authorization header holds no basic credentials", Challenge);
        }

        return await IsRightAsync(username, password, cancellationToken)
            ? AuthenticationResult.Allowed(new Dictionary<string, string>(StringComparer.Ordinal) { ["username"] = username })
            : AuthenticationResult.Refused("wrong name or password", Challenge);
    }

    private async ValueTask<bool> IsRightAsync(string username, string password, CancellationToken cancellationToken)
    {
        string? hash = _inline?.Find(username) ?? _file?.Value.Find(username);
        if (hash is not null && _verified.Contains(username, password, hash))
        {
            return true;
        }

        await _turns.WaitAsync(cancellationToken);
        try
        {
            // A name that nobody has costs what a wrong password costs, so that the time tells nothing.
            string against = hash ?? _inline?.AnyHash ?? _file!.Value.AnyHash;
            bool right = await Task.Run(() => PasswordHash.Verify(password, against), cancellationToken) && hash is not null;
            if (right)
            {
                _verified.Add(username, password, hash!);
            }

            return right;
        }
        finally
        {
            _turns.Release();
        }
    }

    private static bool TryRead(string? header, [NotNullWhen(true)] out string? username, [NotNullWhen(true)] out string? password)
    {
        username = password = null;
        ReadOnlySpan<char> text = header.AsSpan().Trim();
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        byte[] bytes = new byte[text.Length];
        if (!Convert.TryFromBase64Chars(text[Scheme.Length..].Trim(), bytes, out int length))
        {
            return false;
        }

        string credential = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = credential.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        username = credential[..colon];
        password = credential[(colon + 1)..];
        return true;
    }
}
