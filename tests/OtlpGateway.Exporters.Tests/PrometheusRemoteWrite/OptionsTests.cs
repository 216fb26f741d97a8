// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.PrometheusRemoteWrite;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.RemoteWrite;
using Xunit;

namespace OtlpGateway.Exporters.Tests.PrometheusRemoteWrite;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("namespace: x", "endpoint")]
    [InlineData("endpoint: 'ftp://a'", "endpoint")]
    [InlineData("endpoint: 'a:9090'", "endpoint")]
    [InlineData("http: {endpoint: ''}", "http::endpoint")]
    [InlineData("{endpoint: 'http://a', compression: gzip}", "compression")]
    [InlineData("{endpoint: 'http://a', protobuf_message: v3}", "protobuf_message")]
    [InlineData("{endpoint: 'http://a', translation_strategy: NoTranslation}", "translation_strategy")]
    [InlineData("{endpoint: 'http://a', translation_strategy: Nonsense}", "translation_strategy")]
    [InlineData("{endpoint: 'http://a', convert_histograms_to_nhcb: true}", "convert_histograms_to_nhcb")]
    [InlineData("{endpoint: 'http://a', protobuf_message: io.prometheus.write.v2.Request, send_native_histograms: false, convert_histograms_to_nhcb: true}", "convert_histograms_to_nhcb")]
    [InlineData("{endpoint: 'http://a', external_labels: {'a.b': x}}", "external_labels::a.b")]
    [InlineData("{endpoint: 'http://a', external_labels: {'__name__': x}}", "external_labels::__name__")]
    [InlineData("{endpoint: 'http://a', headers: {User-Agent: x}}", "headers::User-Agent")]
    [InlineData("{endpoint: 'http://a', headers: {content-encoding: x}}", "headers::content-encoding")]
    [InlineData("{endpoint: 'http://a', max_batch_size_bytes: 10}", "max_batch_size_bytes")]
    [InlineData("{endpoint: 'http://a', max_samples_per_send: 0}", "max_samples_per_send")]
    [InlineData("{endpoint: 'http://a', max_batch_request_parallelism: 0}", "max_batch_request_parallelism")]
    [InlineData("{endpoint: 'http://a', remote_write_queue: {num_consumers: 0}}", "remote_write_queue::num_consumers")]
    [InlineData("{endpoint: 'http://a', remote_write_queue: {queue_size: 0}}", "remote_write_queue::queue_size")]
    [InlineData("{endpoint: 'http://a', sample_age_limit: -1s}", "sample_age_limit")]
    [InlineData("{endpoint: 'http://a', sample_future_limit: -1s}", "sample_future_limit")]
    [InlineData("{endpoint: 'http://a', deltas: {max_stale: 0s}}", "deltas::max_stale")]
    [InlineData("{endpoint: 'http://a', timeout: -1s}", "timeout")]
    public void BadOption_IsNamed(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<PrometheusRemoteWriteOptions>(yaml, diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }

    [Fact]
    public void Defaults_AreTheCollectors()
    {
        PrometheusRemoteWriteOptions options = WriteClient.Bind("endpoint: 'http://a/write'");
        Assert.Equal(
            (TimeSpan.FromSeconds(5), 10_000L, true, 5, 3_000_000, RemoteWriteVersion.V1, TranslationStrategy.UnderscoreEscapingWithSuffixes, TimeSpan.FromMilliseconds(50)),
            (options.EffectiveTimeout, options.SendingQueue.QueueSize, options.SendingQueue.Enabled, options.Shards, options.MaxBatchSizeBytes, options.Version, options.EffectiveStrategy, options.RetryOnFailure.InitialInterval));
    }

    [Fact]
    public void Queue_ByEitherName_IsOne()
    {
        PrometheusRemoteWriteOptions options = WriteClient.Bind("{endpoint: 'http://a', remote_write_queue: {queue_size: 7, num_consumers: 3}, sending_queue: {storage: s}}");
        Assert.Equal((7L, 3, "s"), (options.SendingQueue.QueueSize, options.Shards, options.SendingQueue.Storage));
        Assert.False(WriteClient.Bind("{endpoint: 'http://a', remote_write_queue: {enabled: false}}").SendingQueue.Enabled);
        Assert.Equal(9, WriteClient.Bind("{endpoint: 'http://a', max_batch_request_parallelism: 9}").Shards);
    }

    [Fact]
    public void Client_InItsOwnSection_IsTheSame()
    {
        PrometheusRemoteWriteOptions options = WriteClient.Bind("http: {endpoint: 'http://a/write', timeout: 7s, headers: {x: y}}");
        Assert.Equal(("http://a/write", TimeSpan.FromSeconds(7), "y"), (options.EffectiveClient.Endpoint, options.EffectiveTimeout, options.EffectiveClient.Headers["x"]));
    }

    [Fact]
    public void Suffixes_Off_IsAStrategy() => Assert.Equal(
        TranslationStrategy.UnderscoreEscapingWithoutSuffixes,
        WriteClient.Bind("{endpoint: 'http://a', add_metric_suffixes: false}").EffectiveStrategy);

    [Fact]
    public void Wal_IsTakenWithAWarning()
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<PrometheusRemoteWriteOptions>("{endpoint: 'http://a', wal: {directory: /tmp/x, buffer_size: 3}}", diagnostics);
        Assert.Empty(diagnostics.Errors);
        Assert.Contains(diagnostics.Warnings, warning => warning.Path == "wal");
    }
}
