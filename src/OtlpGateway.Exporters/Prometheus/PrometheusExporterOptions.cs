// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Translation;
using OtlpGateway.Servers.Configuration;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>
/// Options of the <c>prometheus</c> exporter, as the Collector names them. Queue and retry are off unless asked for: what it
/// writes to is its own memory.
/// </summary>
public sealed class PrometheusExporterOptions : ExporterOptions
{
    public PrometheusExporterOptions()
    {
        SendingQueue.TurnOffByDefault();
        RetryOnFailure.Enabled = false;
    }

    /// <summary>Where it listens; the path is <c>/metrics</c>.</summary>
    [Squash]
    public HttpServerOptions Server { get; } = new();

    /// <summary>Stands before every metric's name, with an underscore; empty for none.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Labels of every series that has none of that name.</summary>
    public Dictionary<string, string> ConstLabels { get; set; } = [];

    /// <summary>Shows when a sample was taken, instead of leaving it to the time of the scrape.</summary>
    public bool SendTimestamps { get; set; }

    /// <summary>How long a series is shown after its last sample.</summary>
    public TimeSpan MetricExpiration { get; set; } = TimeSpan.FromMinutes(5);

    public PrometheusResourceOptions ResourceToTelemetryConversion { get; set; } = new();

    /// <summary>OpenMetrics for scrapers that ask for it, with exemplars.</summary>
    public bool EnableOpenMetrics { get; set; }

    /// <summary>Leaves the labels out that begin with <c>otel_scope_</c>.</summary>
    public bool WithoutScopeInfo { get; set; }

    /// <summary>Deprecated: false is <c>translation_strategy: UnderscoreEscapingWithoutSuffixes</c>.</summary>
    public bool AddMetricSuffixes { get; set; } = true;

    /// <summary>How names are translated: <c>UnderscoreEscapingWithSuffixes</c> or <c>UnderscoreEscapingWithoutSuffixes</c>.</summary>
    public string? TranslationStrategy { get; set; }

    /// <summary>Ours: most series that are kept; points of more are dropped and counted.</summary>
    public int MaxSeries { get; set; } = 1_000_000;

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (MetricExpiration <= TimeSpan.Zero)
        {
            validation.Error("metric_expiration", "must be more than 0: nothing would ever be shown");
        }

        if (MaxSeries < 1)
        {
            validation.Error("max_series", "must be at least 1");
        }

        foreach (string name in ConstLabels.Keys.Where(name => !IsLabelName(name)))
        {
            validation.Error("const_labels", $"\"{name}\" is no label name: use letters, digits and underscores, and no digit first");
        }

        ValidateStrategy(validation);
        if (!AddMetricSuffixes)
        {
            validation.Warning("add_metric_suffixes", "deprecated; use translation_strategy: UnderscoreEscapingWithoutSuffixes");
        }
    }

    internal TranslationOptions ToTranslation() => new()
    {
        Strategy = StrategyOf(TranslationStrategy ?? "")
            ?? (AddMetricSuffixes
                ? OtlpGateway.Prometheus.Naming.TranslationStrategy.UnderscoreEscapingWithSuffixes
                : OtlpGateway.Prometheus.Naming.TranslationStrategy.UnderscoreEscapingWithoutSuffixes),
        Namespace = Namespace,
        ExternalLabels = [.. ConstLabels],
        ScopeLabels = !WithoutScopeInfo,
        ResourceLabels = ResourceToTelemetryConversion.Enabled,
        ExcludeServiceAttributes = ResourceToTelemetryConversion.ExcludeServiceAttributes,
        DeltaStreamExpiry = MetricExpiration,
        MostDeltaStreams = MaxSeries,
    };

    private void ValidateStrategy(OptionsValidation validation)
    {
        if (TranslationStrategy is not { Length: > 0 } name)
        {
            return;
        }

        if (StrategyOf(name) is not { } strategy)
        {
            validation.Error("translation_strategy", $"\"{name}\" is not known; use UnderscoreEscapingWithSuffixes or UnderscoreEscapingWithoutSuffixes");
        }
        else if (!strategy.Escapes())
        {
            validation.Error("translation_strategy", $"{name} keeps names as they are, which the text formats cannot hold; use UnderscoreEscapingWithSuffixes");
        }
        else if (!AddMetricSuffixes && strategy.AddsSuffixes())
        {
            validation.Error("translation_strategy", "contradicts add_metric_suffixes: false; leave that out");
        }
    }

    private static TranslationStrategy? StrategyOf(string name) =>
        name.Length > 0 && Enum.TryParse(name, out TranslationStrategy strategy) && Enum.IsDefined(strategy) ? strategy : null;

    private static bool IsLabelName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

/// <summary>The <c>resource_to_telemetry_conversion</c> section.</summary>
public sealed class PrometheusResourceOptions
{
    /// <summary>Every resource attribute becomes a label of every series.</summary>
    public bool Enabled { get; set; }

    /// <summary>Of these, not the ones that <c>job</c> and <c>instance</c> are made of.</summary>
    public bool ExcludeServiceAttributes { get; set; }
}
