// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Http;

/// <summary>A client's <c>auth</c> section.</summary>
public sealed class ClientAuthenticationOptions : IValidatable
{
    /// <summary>Id of the extension that has the credentials, for example <c>basicauth/client</c>.</summary>
    public string Authenticator { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Authenticator.Length == 0)
        {
            validation.Error("authenticator", "is empty: name an extension that has credentials, such as basicauth or bearertokenauth");
        }
    }

    /// <summary>The extension itself; null where <paramref name="options"/> are null.</summary>
    /// <param name="path">The configuration path of the client, for the message.</param>
    /// <exception cref="ComponentStartException">There is no such extension.</exception>
    public static IClientAuthenticator? Find(ClientAuthenticationOptions? options, string path, IServiceProvider services)
    {
        if (options is null)
        {
            return null;
        }

        return services.GetService(typeof(IExtensions)) is IExtensions extensions
            && extensions.TryGet(options.Authenticator, out IClientAuthenticator? found)
            ? found
            : throw new ComponentStartException(
                $"{path}::auth::authenticator: there is no extension '{options.Authenticator}' that gives requests credentials; "
                + "define it under extensions and list it in service::extensions");
    }
}
