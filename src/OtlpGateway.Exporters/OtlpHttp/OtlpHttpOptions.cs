// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Clients.Otlp;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.OtlpHttp;

/// <summary>Options of the <c>otlp_http</c> exporter, as the Collector names them.</summary>
public sealed class OtlpHttpOptions : ExporterOptions
{
    public OtlpHttpOptions() => Timeout = TimeSpan.FromSeconds(30);

    /// <summary>The client's keys stand beside those of every exporter. Its endpoint is the base that <c>/v1/traces</c> and so on are added to.</summary>
    [Squash]
    public HttpClientOptions Client { get; } = new();

    /// <summary>Used as it is instead of the base.</summary>
    public string TracesEndpoint { get; set; } = "";

    /// <summary>As <see cref="TracesEndpoint"/>.</summary>
    public string MetricsEndpoint { get; set; } = "";

    /// <summary>As <see cref="TracesEndpoint"/>.</summary>
    public string LogsEndpoint { get; set; } = "";

    /// <summary>As <see cref="TracesEndpoint"/>.</summary>
    public string ProfilesEndpoint { get; set; } = "";

    public OtlpHttpEncoding Encoding { get; set; } = OtlpHttpEncoding.Proto;

    /// <summary>Where a signal is sent to; null where nothing says so.</summary>
    public Uri? AddressOf(Signal signal)
    {
        string own = signal switch
        {
            Signal.Traces => TracesEndpoint,
            Signal.Metrics => MetricsEndpoint,
            Signal.Logs => LogsEndpoint,
            Signal.Profiles => ProfilesEndpoint,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, null),
        };
        return own.Length > 0 ? new Uri(own)
            : Client.Endpoint.Length > 0 ? new Uri(Client.Endpoint.TrimEnd('/') + OtlpPaths.Http(signal))
            : null;
    }

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (Client.Endpoint.Length + TracesEndpoint.Length + MetricsEndpoint.Length + LogsEndpoint.Length + ProfilesEndpoint.Length == 0)
        {
            validation.Error("endpoint", "is required: the base URL of an OTLP/HTTP server, such as https://collector:4318");
        }

        CheckUrl(validation, "endpoint", Client.Endpoint);
        CheckUrl(validation, "traces_endpoint", TracesEndpoint);
        CheckUrl(validation, "metrics_endpoint", MetricsEndpoint);
        CheckUrl(validation, "logs_endpoint", LogsEndpoint);
        CheckUrl(validation, "profiles_endpoint", ProfilesEndpoint);
    }

    private static void CheckUrl(OptionsValidation validation, string key, string url)
    {
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0))
        {
            validation.Error(key, $"'{url}' is not a URL with http:// or https://");
        }
    }
}

/// <summary>The form of the bodies.</summary>
public enum OtlpHttpEncoding
{
    Proto,
    Json,
}
