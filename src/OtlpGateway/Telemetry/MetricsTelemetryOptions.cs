// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Http;

namespace OtlpGateway.Telemetry;

/// <summary>The section <c>service::telemetry::metrics</c>.</summary>
public sealed class MetricsTelemetryOptions : IValidatable
{
    public MetricsLevel Level { get; set; } = MetricsLevel.Normal;

    /// <summary>Where the metrics go. Null means the default: Prometheus text on localhost:8888.</summary>
    public IList<MetricReaderOptions>? Readers { get; set; }

    /// <summary>The spelling of releases before readers: <c>host:port</c>.</summary>
    public string? Address { get; set; }

    /// <summary>The Prometheus endpoints to open: those configured, or the default one.</summary>
    public IReadOnlyList<PrometheusReaderOptions> PrometheusReaders()
    {
        if (Level == MetricsLevel.None)
        {
            return [];
        }

        if (Readers is not null)
        {
            return [.. Readers.Select(reader => reader.Pull?.Exporter?.Prometheus).OfType<PrometheusReaderOptions>()];
        }

        return [HostAndPort.TryParse(Address ?? "") is { } address
            ? new PrometheusReaderOptions { Host = address.Host, Port = address.Port }
            : new PrometheusReaderOptions()];
    }

    public void Validate(OptionsValidation validation)
    {
        if (Address is not null)
        {
            if (HostAndPort.TryParse(Address) is not null)
            {
                validation.Warning("address", "is deprecated: use readers with a pull exporter prometheus {host, port}");
            }
            else
            {
                validation.Error("address", $"\"{Address}\" is not host:port, for example localhost:8888");
            }
        }

        if (Readers is { Count: 0 } && Level != MetricsLevel.None)
        {
            validation.Error("readers", "is empty: name a reader, or set level to none");
        }

        for (int i = 0; i < (Readers?.Count ?? 0); i++)
        {
            Readers![i].Validate(validation, string.Create(CultureInfo.InvariantCulture, $"readers::{i}"));
        }
    }
}
