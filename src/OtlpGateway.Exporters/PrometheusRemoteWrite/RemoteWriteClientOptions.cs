// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>An HTTP client whose bodies are what remote write says: Snappy's block format.</summary>
public class RemoteWriteClientOptions : HttpClientOptions
{
    public RemoteWriteClientOptions() => Compression = BodyCompression.Snappy;
}

/// <summary>The <c>http</c> section.</summary>
public sealed class RemoteWriteHttpOptions : RemoteWriteClientOptions
{
    /// <summary>Time for one request; null follows the exporter's.</summary>
    public TimeSpan? Timeout { get; set; }
}
