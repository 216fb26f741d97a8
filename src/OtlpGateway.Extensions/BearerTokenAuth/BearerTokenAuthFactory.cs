// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Extensions.BearerTokenAuth;

/// <summary>Registers <c>bearertokenauth</c>.</summary>
public sealed class BearerTokenAuthFactory : ExtensionFactory<BearerTokenAuthOptions>
{
    public override string Type => "bearertokenauth";

    protected override IExtension Create(ComponentSettings settings, BearerTokenAuthOptions options) =>
        new BearerTokenAuthExtension(settings, options);
}
