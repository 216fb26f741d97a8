// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Compression;

namespace OtlpGateway.Servers.Configuration;

/// <summary>The options of an HTTP server, as the Collector's. Times of zero mean no limit.</summary>
public class HttpServerOptions : ServerOptions
{
    private const int DefaultBodyBytes = 20 * 1024 * 1024;

    /// <summary>Absent means that browsers are not let in.</summary>
    public CorsOptions? Cors { get; set; }

    /// <summary>Most bytes of a body, on the wire and again when decompressed; 0 means 20 MiB, more than 255 MiB means 255.</summary>
    public long MaxRequestBodySize { get; set; } = DefaultBodyBytes;

    /// <summary>Headers added to every response.</summary>
    public Dictionary<string, string> ResponseHeaders { get; set; } = [];

    /// <summary>Content encodings that are understood; an empty list switches decompression off, absent means all.</summary>
    public List<string>? CompressionAlgorithms { get; set; }

    /// <summary>Time to read a whole request.</summary>
    public TimeSpan ReadTimeout { get; set; }

    /// <summary>Time to read a request's headers; zero means 30 s, since waiting for ever serves only attackers.</summary>
    public TimeSpan ReadHeaderTimeout { get; set; }

    /// <summary>Time from a request's headers to the end of its answer; the connection is cut when it is over.</summary>
    public TimeSpan WriteTimeout { get; set; }

    /// <summary>Time a connection may stay open without a request.</summary>
    public TimeSpan IdleTimeout { get; set; }

    /// <summary>False closes a connection after each request.</summary>
    public bool KeepAlivesEnabled { get; set; } = true;

    /// <summary><see cref="MaxRequestBodySize"/> with the default and the largest possible applied.</summary>
    public int MaxBodyBytes => MaxRequestBodySize == 0 ? DefaultBodyBytes : (int)Math.Min(MaxRequestBodySize, LargestBody);

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (MaxRequestBodySize < 0)
        {
            validation.Error("max_request_body_size", "must not be negative; 0 means 20 MiB");
        }
        else if (MaxRequestBodySize > LargestBody)
        {
            validation.Warning("max_request_body_size", "is more than the gateway takes; 255 MiB is used");
        }

        foreach (string name in CompressionAlgorithms ?? [])
        {
            if (!ContentCodings.TryParse(name, out _))
            {
                validation.Error(
                    "compression_algorithms",
                    $"'{name}' is not known; use \"\", gzip, zstd, zlib, snappy, deflate, lz4 or x-snappy-framed");
            }
        }

        NotNegative(validation, "read_timeout", ReadTimeout);
        NotNegative(validation, "read_header_timeout", ReadHeaderTimeout);
        NotNegative(validation, "write_timeout", WriteTimeout);
        NotNegative(validation, "idle_timeout", IdleTimeout);
    }

    private static void NotNegative(OptionsValidation validation, string path, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            validation.Error(path, "must not be negative; 0 means the default");
        }
    }
}
