// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Authentication;

namespace OtlpGateway.Servers.Configuration;

/// <summary>Where a server listens and how it is protected: what the Collector's HTTP and gRPC servers have in common.</summary>
public abstract class ServerOptions : IValidatable
{
    /// <summary>The wire code counts in 28 bits.</summary>
    protected const int LargestBody = 255 * 1024 * 1024;

    /// <summary><c>host:port</c>, <c>:port</c> or <c>[::]:port</c> for every address; a path with <c>transport: unix</c>.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary><c>tcp</c>, <c>tcp4</c>, <c>tcp6</c> or <c>unix</c>.</summary>
    public string Transport { get; set; } = "tcp";

    /// <summary>Absent means plaintext.</summary>
    public TlsServerOptions? Tls { get; set; }

    /// <summary>Absent means that everybody may send.</summary>
    public AuthenticationOptions? Auth { get; set; }

    /// <summary>Keeps the request's headers with the data, for components that read client metadata.</summary>
    public bool IncludeMetadata { get; set; }

    /// <summary>Accepted and ignored: no extension here is a middleware.</summary>
    public List<MiddlewareOptions> Middlewares { get; set; } = [];

    public virtual void Validate(OptionsValidation validation)
    {
        if (!ListenAddress.TryParse(Endpoint, Transport, out _, out string problem))
        {
            validation.Error("endpoint", problem);
        }

        if (Auth is { Authenticator.Length: 0 })
        {
            validation.Error("auth::authenticator", "is empty: name an authenticator extension, such as basicauth");
        }

        if (Middlewares.Count > 0)
        {
            validation.Warning("middlewares", "has no effect: there are no middleware extensions");
        }
    }
}
