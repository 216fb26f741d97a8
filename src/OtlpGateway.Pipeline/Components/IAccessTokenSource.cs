// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

/// <summary>
/// An extension that has an OAuth access token, for example for SASL/OAUTHBEARER of the Kafka client
/// (<c>oauthbearer_token_source</c>). Thread-safe.
/// </summary>
public interface IAccessTokenSource
{
    /// <summary>The token that is valid now, without a scheme in front. Throws <see cref="IOException"/> when there is none.</summary>
    ValueTask<string> GetTokenAsync(CancellationToken cancellationToken);
}
