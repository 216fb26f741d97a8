// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// An extension that gives outgoing requests their credentials; a client names it in <c>auth.authenticator</c>.
/// Thread-safe.
/// </summary>
public interface IClientAuthenticator
{
    /// <summary>
    /// The header to add to a request. Asked for every request, because a token may change while the gateway runs; cheap
    /// when it did not. Throws <see cref="IOException"/> with a message for the operator when there is no credential now;
    /// the request is then tried again later.
    /// </summary>
    ValueTask<AuthenticationHeader> GetHeaderAsync(CancellationToken cancellationToken);
}

/// <param name="Name">The header's name, for example <c>authorization</c>.</param>
/// <param name="Value">Its value, which is a secret: never in a log line, an error or a metric.</param>
public readonly record struct AuthenticationHeader(string Name, string Value)
{
    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}
