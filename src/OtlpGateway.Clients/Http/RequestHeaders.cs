// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Clients.Http;

/// <summary>What every request of a client carries: its own headers, and the credentials of its authenticator.</summary>
public sealed class RequestHeaders
{
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly IClientAuthenticator? _authenticator;
    private readonly string? _userAgent;

    /// <param name="userAgent">Sent where the configured headers have none.</param>
    public RequestHeaders(IEnumerable<KeyValuePair<string, string>> headers, string userAgent, IClientAuthenticator? authenticator)
    {
        _headers = [.. headers];
        _authenticator = authenticator;
        _userAgent = _headers.Any(header => header.Key.Equals("user-agent", StringComparison.OrdinalIgnoreCase)) ? null : userAgent;
    }

    /// <summary>The product and its version, as <c>User-Agent</c> has it.</summary>
    public static string DefaultUserAgent { get; } = $"otlp-gateway/{typeof(RequestHeaders).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Adds them.</summary>
    /// <exception cref="IOException">The authenticator has no credential now.</exception>
    public async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_userAgent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        }

        foreach ((string name, string value) in _headers)
        {
            Set(request, name, value);
        }

        if (_authenticator is not null)
        {
            AuthenticationHeader header = await _authenticator.GetHeaderAsync(cancellationToken);
            Set(request, header.Name, header.Value);
        }
    }

    // The later one wins, as it would in a map: the authenticator before a header, a header before what we send ourselves.
    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.Remove(name);
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
