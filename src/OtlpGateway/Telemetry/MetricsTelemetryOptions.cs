// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Telemetry;

/// <summary>The section <c>service::telemetry::metrics</c>.</summary>
public sealed class MetricsTelemetryOptions : IValidatable
{
    public MetricsLevel Level { get; set; } = MetricsLevel.Normal;

    /// <summary>Where the metrics go. Null means the default: Prometheus text on localhost:8888.</summary>
    public IList<MetricReaderOptions>? Readers { get; set; }

    /// <summary>Own views are not supported; the section is accepted with a warning.</summary>
    public ConfigNode? Views { get; set; }

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

        return [Address is not null && ListenAddress.TryParse(Address, "tcp", out ListenAddress? address, out _)
            ? new PrometheusReaderOptions { Host = address.Host, Port = address.Port }
            : new PrometheusReaderOptions()];
    }

    public void Validate(OptionsValidation validation)
    {
        if (Address is not null)
        {
            if (ListenAddress.TryParse(Address, "tcp", out _, out string problem))
            {
                validation.Warning("address", "is deprecated: use readers with a pull exporter prometheus {host, port}");
            }
            else
            {
                validation.Error("address", problem);
            }
        }

        if (Views is not null)
        {
            validation.Warning("views", "has no effect: the level alone decides what is served");
        }

        if (Readers is { Count: 0 } && Level != MetricsLevel.None)
        {
            validation.Error("readers", "is empty: name a reader, or set level to none");
        }

    }
}
