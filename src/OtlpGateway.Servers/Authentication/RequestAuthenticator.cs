// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Servers.Authentication;

/// <summary>Asks the configured authenticator, if there is one.</summary>
public sealed class RequestAuthenticator
{
    private static readonly IReadOnlyDictionary<string, string> NoParameters = FrozenDictionary<string, string>.Empty;

    private readonly IServerAuthenticator? _authenticator;
    private readonly List<string> _parameters;

    /// <param name="options">The section <c>auth</c>; null lets everybody in.</param>
    /// <param name="configPath">The server's configuration path, for messages.</param>
    /// <param name="extensions">The extensions of the configuration.</param>
    /// <exception cref="ComponentStartException">The extension does not exist or is no authenticator.</exception>
    public RequestAuthenticator(AuthenticationOptions? options, string configPath, IExtensions? extensions)
    {
        _parameters = options?.RequestParams ?? [];
        if (options is null)
        {
            return;
        }

        _authenticator = extensions is not null && extensions.TryGet(options.Authenticator, out IServerAuthenticator? found)
            ? found
            : throw new ComponentStartException(
                $"{configPath}::auth::authenticator: there is no authenticator extension '{options.Authenticator}'; "
                + "define it under extensions and list it in service::extensions");
    }

    /// <summary>False: nobody needs to be asked.</summary>
    public bool IsRequired => _authenticator is not null;

    /// <summary>Decides by the headers, before the body is read. Only where <see cref="IsRequired"/>.</summary>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context) =>
        _authenticator!.AuthenticateAsync(context.Request.Headers, Parameters(context), context.RequestAborted);

    private IReadOnlyDictionary<string, string> Parameters(HttpContext context)
    {
        if (_parameters.Count == 0)
        {
            return NoParameters;
        }

        Dictionary<string, string> parameters = new(StringComparer.Ordinal);
        foreach (string name in _parameters)
        {
            if (context.Request.Query.TryGetValue(name, out var values))
            {
                parameters[name] = values.ToString();
            }
        }

        return parameters;
    }
}
