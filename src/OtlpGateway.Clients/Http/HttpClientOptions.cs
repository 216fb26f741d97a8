// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Http;

/// <summary>
/// The options of an HTTP client, as the Collector's. A component has them as a section, or squashed into its own. The
/// time of one request is the component's own <c>timeout</c>.
/// </summary>
public class HttpClientOptions : ClientOptions
{
    private static readonly TimeSpan ShortestPing = TimeSpan.FromSeconds(1);

    /// <summary>How request bodies are compressed.</summary>
    public BodyCompression Compression { get; set; } = BodyCompression.Gzip;

    public CompressionParamsOptions CompressionParams { get; set; } = new();

    /// <summary>An <c>http</c>, <c>https</c> or <c>socks5</c> proxy; empty means the one of the environment, if any.</summary>
    public string ProxyUrl { get; set; } = "";

    /// <summary>Accepted and without effect: idle connections are bounded by <see cref="IdleConnTimeout"/>.</summary>
    public int MaxIdleConns { get; set; } = 100;

    /// <summary>Accepted and without effect, as <see cref="MaxIdleConns"/>.</summary>
    public int MaxIdleConnsPerHost { get; set; }

    /// <summary>Most connections at once; 0 means no limit.</summary>
    public int MaxConnsPerHost { get; set; }

    /// <summary>When an unused connection is closed; 0 means never.</summary>
    public TimeSpan IdleConnTimeout { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>A new connection for every request.</summary>
    public bool DisableKeepAlives { get; set; }

    /// <summary>HTTP/2 where the server offers it over TLS.</summary>
    public bool ForceAttemptHttp2 { get; set; } = true;

    /// <summary>Silence on an HTTP/2 connection after which it is checked by a ping; 0 means never.</summary>
    [ConfigKey("http2_read_idle_timeout")]
    public TimeSpan Http2ReadIdleTimeout { get; set; }

    /// <summary>How long that ping's answer may take; 0 means 15 s.</summary>
    [ConfigKey("http2_ping_timeout")]
    public TimeSpan Http2PingTimeout { get; set; }

    /// <summary>Absent means that cookies of the server are ignored.</summary>
    public CookiesOptions? Cookies { get; set; }

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (ProxyUrl.Length > 0 && !IsProxy(ProxyUrl))
        {
            validation.Error("proxy_url", "is not the address of a proxy, such as http://proxy:3128");
        }

        if (ProxyUrl.Length > 0 && Tls.ServerNameOverride.Length > 0)
        {
            validation.Error("tls::server_name_override", "cannot be combined with proxy_url");
        }

        NotNegative(validation, "max_idle_conns", MaxIdleConns);
        NotNegative(validation, "max_idle_conns_per_host", MaxIdleConnsPerHost);
        NotNegative(validation, "max_conns_per_host", MaxConnsPerHost);
        NotNegative(validation, "idle_conn_timeout", IdleConnTimeout.Ticks);
        PingTime(validation, "http2_read_idle_timeout", Http2ReadIdleTimeout);
        PingTime(validation, "http2_ping_timeout", Http2PingTimeout);
        if (CompressionParams.Level != 0 && !Compression.TakesLevel(CompressionParams.Level))
        {
            validation.Error("compression_params::level", $"{CompressionParams.Level} is no level of {Compression.Name()}");
        }
    }

    private static bool IsProxy(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.Scheme is "http" or "https" or "socks5";

    private static void NotNegative(OptionsValidation validation, string key, long value)
    {
        if (value < 0)
        {
            validation.Error(key, "must not be negative");
        }
    }

    private static void PingTime(OptionsValidation validation, string key, TimeSpan value)
    {
        if (value != TimeSpan.Zero && value < ShortestPing)
        {
            validation.Error(key, "must be at least 1s, or 0");
        }
    }
}

/// <summary>The <c>compression_params</c> section.</summary>
public sealed class CompressionParamsOptions
{
    /// <summary>1 is fast; how far it goes depends on the compression. 0 and -1 mean its default.</summary>
    public int Level { get; set; }
}

/// <summary>The <c>cookies</c> section: where it is there, cookies of the server are sent back to it.</summary>
public sealed class CookiesOptions;
