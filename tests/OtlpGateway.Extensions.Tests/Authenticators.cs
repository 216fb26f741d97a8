// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using OtlpGateway.Extensions.BasicAuth;
using OtlpGateway.Extensions.BearerTokenAuth;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Testing.Delivery;

namespace OtlpGateway.Extensions.Tests;

/// <summary>The two extensions, under the names of their types.</summary>
internal sealed class Authenticators(TestSettings settings) : IExtensions
{
    private readonly BasicAuthServer _basic = new(settings.For("basicauth"), new HtpasswdOptions { Inline = "alice:secret" });
    private readonly BearerTokenAuthExtension _bearer = new(settings.For("bearertokenauth"), new BearerTokenAuthOptions { Token = "right" });

    public bool TryGet<T>(string id, [NotNullWhen(true)] out T? extension)
        where T : class
    {
        extension = id switch
        {
            "basicauth" => _basic as T,
            "bearertokenauth" => _bearer as T,
            _ => null,
        };
        return extension is not null;
    }
}
