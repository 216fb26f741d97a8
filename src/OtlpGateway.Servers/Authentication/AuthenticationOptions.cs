// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Servers.Authentication;

/// <summary>The <c>auth</c> section of a server.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>Id of the extension that decides, for example <c>basicauth</c>.</summary>
    public string Authenticator { get; set; } = "";

    /// <summary>Query parameters that the authenticator may read beside the headers (HTTP only).</summary>
    public List<string> RequestParams { get; set; } = [];
}
