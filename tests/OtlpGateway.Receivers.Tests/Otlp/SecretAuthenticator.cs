// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>The extension <c>secret</c>: lets in whoever says <c>Bearer right</c>.</summary>
internal sealed class SecretAuthenticator : IExtensions, IServerAuthenticator
{
    public bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = id == "secret" ? this as T : null;
        return extension is not null;
    }

    public ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellationToken)
    {
        bool known = headers.Authorization == "Bearer right" || query.GetValueOrDefault("token") == "right";
        return ValueTask.FromResult(known
            ? AuthenticationResult.Allowed(new Dictionary<string, string> { ["username"] = "alice" })
            : AuthenticationResult.Refused("no valid credential", "Bearer"));
    }
}
