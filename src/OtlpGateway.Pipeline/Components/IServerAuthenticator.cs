// SPDX-License-Identifier: Apache-2.0

using Microsoft.AspNetCore.Http;

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// An extension that decides by its headers who may send a request; a server names it in <c>auth.authenticator</c>. It is
/// asked before a byte of the body is read. Thread-safe.
/// </summary>
public interface IServerAuthenticator
{
    /// <summary>Decides. Does not throw for anything that a client can send.</summary>
    /// <param name="headers">The request's headers: gRPC metadata or HTTP headers.</param>
    /// <param name="query">The query parameters that the server's <c>request_params</c> names; empty for gRPC.</param>
    /// <param name="cancellationToken">Cancelled when the client goes away.</param>
    ValueTask<AuthenticationResult> AuthenticateAsync(
        IHeaderDictionary headers,
        IReadOnlyDictionary<string, string> query,
        CancellationToken cancellationToken);
}

/// <param name="Succeeded">True when the request may go on.</param>
/// <param name="Attributes">What is known of the caller, for example <c>username</c>; never the credential. Null: nothing.</param>
/// <param name="Message">Why it was refused, for the client's log. Says nothing that helps to guess a credential.</param>
/// <param name="Challenge">The <c>WWW-Authenticate</c> value of a refusal, for example <c>Basic realm="otlp-gateway"</c>.</param>
public readonly record struct AuthenticationResult(
    bool Succeeded,
    IReadOnlyDictionary<string, string>? Attributes,
    string Message,
    string Challenge)
{
    public static AuthenticationResult Allowed(IReadOnlyDictionary<string, string>? attributes = null) =>
        new(true, attributes, "", "");

    public static AuthenticationResult Refused(string message, string challenge) => new(false, null, message, challenge);
}
