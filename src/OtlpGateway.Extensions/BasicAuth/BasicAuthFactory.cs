// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.BasicAuth;

/// <summary>Registers <c>basicauth</c>.</summary>
public sealed class BasicAuthFactory : ExtensionFactory<BasicAuthOptions>
{
    public override string Type => "basicauth";

    protected override IExtension Create(ComponentSettings settings, BasicAuthOptions options) =>
        options.Htpasswd is { } htpasswd ? new BasicAuthServer(settings, htpasswd) : new BasicAuthClient(settings, options.ClientAuth!);
}
