// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Tls;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Http;

/// <summary>What the Collector's HTTP and gRPC clients have in common.</summary>
public abstract class ClientOptions : IValidatable
{
    private static readonly char[] LineEnds = ['\r', '\n', '\0'];

    /// <summary>Where to connect to.</summary>
    public string Endpoint { get; set; } = "";

    public TlsClientOptions Tls { get; set; } = new();

    /// <summary>Headers of every request. Their values may be credentials.</summary>
    [Secret]
    public Dictionary<string, string> Headers { get; set; } = [];

    /// <summary>Absent means without credentials.</summary>
    public ClientAuthenticationOptions? Auth { get; set; }

    /// <summary>Accepted and without effect: the runtime sizes its own buffers.</summary>
    public int ReadBufferSize { get; set; }

    /// <summary>Accepted and without effect, as <see cref="ReadBufferSize"/>.</summary>
    public int WriteBufferSize { get; set; } = 512 * 1024;

    /// <summary>Accepted and without effect: there are no middleware extensions.</summary>
    public List<ClientMiddlewareOptions> Middlewares { get; set; } = [];

    public virtual void Validate(OptionsValidation validation)
    {
        foreach ((string name, string value) in Headers)
        {
            if (name.Length == 0 || name.Any(character => !IsToken(character)))
            {
                validation.Error($"headers::{name}", "is not a header name");
            }
            else if (value.IndexOfAny(LineEnds) >= 0)
            {
                validation.Error($"headers::{name}", "must not hold a line break");
            }
        }

        if (Middlewares.Count > 0)
        {
            validation.Warning("middlewares", "has no effect: there are no middleware extensions");
        }
    }

    private static bool IsToken(char character) =>
        char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);
}

/// <summary>An entry of <c>middlewares</c>.</summary>
public sealed class ClientMiddlewareOptions
{
    public string Id { get; set; } = "";
}
