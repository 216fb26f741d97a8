// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.Prometheus;
using OtlpGateway.Pipeline.Configuration;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Prometheus;

public class PrometheusExporterOptionsTests
{
    [Theory]
    [InlineData("namespace: x", "endpoint", "")]
    [InlineData("endpoint: nowhere", "endpoint", "")]
    [InlineData("endpoint: 127.0.0.1:9\nmetric_expiration: 0s", "metric_expiration", "more than 0")]
    [InlineData("endpoint: 127.0.0.1:9\nmax_series: 0", "max_series", "at least 1")]
    [InlineData("endpoint: 127.0.0.1:9\nconst_labels: {\"1a\": b}", "const_labels", "no label name")]
    [InlineData("endpoint: 127.0.0.1:9\ntranslation_strategy: NoTranslation", "translation_strategy", "UnderscoreEscapingWithSuffixes")]
    [InlineData("endpoint: 127.0.0.1:9\ntranslation_strategy: Other", "translation_strategy", "not known")]
    [InlineData("endpoint: 127.0.0.1:9\ntranslation_strategy: UnderscoreEscapingWithSuffixes\nadd_metric_suffixes: false", "translation_strategy", "contradicts")]
    [InlineData("endpoint: 127.0.0.1:9\nmetrics_path: /x", "metrics_path", "")]
    public void Validate_BadOption_NamesItAndWhatIsRight(string yaml, string path, string message)
    {
        ConfigDiagnostics diagnostics = new();
        _ = OptionsBinder.BindYaml<PrometheusExporterOptions>(yaml, diagnostics);

        Assert.Contains(diagnostics.Errors, error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_CollectorsOptions_AreTaken()
    {
        ConfigDiagnostics diagnostics = new();
        PrometheusExporterOptions options = OptionsBinder.BindYaml<PrometheusExporterOptions>(
            """
            endpoint: "1.2.3.4:1234"
            tls: {cert_file: /path/to/cert, key_file: /path/to/key}
            namespace: test-space
            const_labels: {label1: value1, another_label: spaced value}
            send_timestamps: true
            metric_expiration: 180m
            enable_open_metrics: true
            add_metric_suffixes: false
            resource_to_telemetry_conversion: {enabled: true}
            """,
            diagnostics);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal(["add_metric_suffixes"], diagnostics.Warnings.Select(warning => warning.Path));
        Assert.Equal((TimeSpan.FromHours(3), "spaced value", false), (options.MetricExpiration, options.ConstLabels["another_label"], options.SendingQueue.Enabled));
    }
}
