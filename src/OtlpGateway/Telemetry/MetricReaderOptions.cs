// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Telemetry;

/// <summary>One entry of <c>readers</c>: <c>pull</c> is served; <c>periodic</c> is read and has no effect.</summary>
public sealed class MetricReaderOptions : IValidatable
{
    public PullReaderOptions? Pull { get; set; }

    /// <summary>Pushing own metrics elsewhere is not supported; the section is accepted with a warning.</summary>
    public ConfigMap? Periodic { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Periodic is not null)
        {
            validation.Warning("periodic", "has no effect: own metrics are served by pull readers only");
        }
        else if (Pull?.Exporter?.Prometheus is not { } prometheus)
        {
            validation.Error("", "names no reader that the gateway knows: use pull: {exporter: {prometheus: {host, port}}}");
        }
        else if (prometheus.Port is < 0 or > ushort.MaxValue)
        {
            validation.Error("pull::exporter::prometheus::port", $"{prometheus.Port} is not a TCP port (0 to 65535)");
        }
    }
}

/// <summary>A reader that waits to be asked.</summary>
public sealed class PullReaderOptions
{
    public PullExporterOptions? Exporter { get; set; }
}

/// <summary>The exporter of a pull reader.</summary>
public sealed class PullExporterOptions
{
    public PrometheusReaderOptions? Prometheus { get; set; }
}

/// <summary>An endpoint that serves <c>/metrics</c> in the Prometheus text format.</summary>
public sealed class PrometheusReaderOptions
{
    public string Host { get; set; } = "localhost";

    /// <summary>TCP port; 0 takes a free one, which the log names.</summary>
    public int Port { get; set; } = 8888;

    /// <summary>Leave out the labels <c>otel_scope_name</c> and <c>otel_scope_version</c>.</summary>
    public bool WithoutScopeInfo { get; set; } = true;

    /// <summary>Leave the unit out of the name.</summary>
    public bool WithoutUnits { get; set; } = true;

    /// <summary>Leave <c>_total</c> out of the names of counters.</summary>
    public bool WithoutTypeSuffix { get; set; } = true;

    /// <summary>Resource attributes to repeat as labels of every series.</summary>
    public IncludeExcludeOptions? WithResourceConstantLabels { get; set; }
}

/// <summary>Names to take and names to leave out; <c>*</c> and <c>?</c> match as in file names.</summary>
public sealed class IncludeExcludeOptions
{
    public IList<string> Included { get; set; } = [];

    public IList<string> Excluded { get; set; } = [];

    internal bool Matches(string name) =>
        Included.Any(pattern => IsMatch(pattern, name)) && !Excluded.Any(pattern => IsMatch(pattern, name));

    private static bool IsMatch(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
