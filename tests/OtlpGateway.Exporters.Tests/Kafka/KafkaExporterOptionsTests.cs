// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Exporters.Tests.Kafka;

public sealed class KafkaExporterOptionsTests
{
    [Theory]
    [InlineData("brokers: [\"embedded:x\", kafka:9092]", "brokers", "stands alone")]
    [InlineData("brokers: []", "brokers", "at least one")]
    [InlineData("brokers: [\"embedded:\"]", "brokers", "needs a directory")]
    [InlineData("brokers: 5", "brokers", "\"5\" is not host:port")]
    [InlineData("traces: {topic: \"a b\"}", "traces::topic", "letters")]
    [InlineData("embedded: {partitions: 0}", "embedded::partitions", "between 1 and 1024")]
    [InlineData("embedded: {max_bytes: 1000000}", "embedded::max_bytes", "twice")]
    [InlineData("embedded: {retention_age: -1s}", "embedded::retention_age", "negative")]
    [InlineData("producer: {max_message_bytes: 0}", "producer::max_message_bytes", "at least 1")]
    [InlineData("traces: {encoding: jaeger_json}", "traces::encoding", "otlp_json")]
    [InlineData("topics: x", "topics", "topic")]
    public void Validate_BadOption_NamesItAndWhatIsRight(string yaml, string path, string message)
    {
        ConfigDiagnostics diagnostics = Bind(yaml, out _);

        Assert.Contains(diagnostics.Errors, error => error.Path == path && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Bind_CollectorsOptions_WarnsOfWhatHasNoEffect()
    {
        ConfigDiagnostics diagnostics = Bind(
            """
            brokers: ["embedded:data/log"]
            client_id: me
            tls: {insecure: true}
            auth: {sasl: {mechanism: PLAIN, username: u, password: p}}
            topic: all
            producer: {compression: zstd, required_acks: all, linger: 5ms}
            """,
            out KafkaExporterOptions options);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal(
            ["auth", "client_id", "producer::compression", "producer::linger", "producer::required_acks", "tls", "topic"],
            diagnostics.Warnings.Select(warning => warning.Path).Order(StringComparer.Ordinal));
        Assert.Equal("all", options.TopicOf(Signal.Logs));
    }

    [Fact]
    public void Bind_EmbeddedSection_BecomesTheLogsOptions()
    {
        Bind(
            """
            brokers: ["embedded:data/log"]
            embedded: {partitions: 4, segment_bytes: 2000000, retention_age: 0s, retention_bytes: 5, max_bytes: 9000000, min_free_bytes: 7}
            producer: {max_message_bytes: 1234}
            """,
            out KafkaExporterOptions options);

        EmbeddedLogOptions log = options.LogOptions()!;
        Assert.Equal(new TopicOptions { Partitions = 4, SegmentBytes = 2000000, RetentionAge = TimeSpan.Zero, RetentionBytes = 5 }, log.Topics);
        Assert.Equal((9000000, 7, 1234, true), (log.MaxBytes, log.MinFreeBytes, log.MaxRecordBytes, log.Fsync));
        Assert.False(options.SendingQueue.Enabled);
        Assert.False(options.RetryOnFailure.Enabled);
    }

    [Theory]
    [InlineData("{queue_size: 5}", false)]
    [InlineData("{storage: file_storage}", true)]
    [InlineData("{enabled: false, storage: file_storage}", false)]
    [InlineData("{enabled: true}", true)]
    public void Queue_OnlyWhereItIsAskedFor_NamingAStorageAsksForIt(string queue, bool expected)
    {
        Bind($"sending_queue: {queue}", out KafkaExporterOptions options);

        Assert.Equal(expected, options.SendingQueue.Enabled);
    }

    [Fact]
    public void LogOptions_NothingSaid_IsNull() =>
        Assert.Null(new KafkaExporterOptions { Client = { Brokers = ["embedded:x"] } }.LogOptions());

    private static ConfigDiagnostics Bind(string yaml, out KafkaExporterOptions options)
    {
        ConfigDiagnostics diagnostics = new();
        string brokers = yaml.StartsWith("brokers", StringComparison.Ordinal) ? "" : "brokers: [\"embedded:x\"]\n";
        options = OptionsBinder.BindYaml<KafkaExporterOptions>(brokers + yaml, diagnostics);
        return diagnostics;
    }
}
