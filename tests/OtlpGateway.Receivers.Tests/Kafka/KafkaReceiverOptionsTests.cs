// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

public sealed class KafkaReceiverOptionsTests
{
    [Theory]
    [InlineData("group_id: \"\"", "group_id", "1 to 255")]
    [InlineData("traces: {topics: [\"a b\"]}", "traces::topics", "letters")]
    [InlineData("traces: {topics: [\"^(\"]}", "traces::topics", "pattern")]
    [InlineData("traces: {topics: [\"^(a)\\\\1\"]}", "traces::topics", "not supported")]
    [InlineData("logs: {topics: [a], topic: b}", "logs::topic", "beside topics")]
    [InlineData("max_block_bytes: 1", "max_block_bytes", "between")]
    [InlineData("max_buffered_bytes: 1048576", "max_buffered_bytes", "at least max_block_bytes")]
    [InlineData("max_block_delay: 1h", "max_block_delay", "between")]
    [InlineData("error_backoff: {multiplier: 0.5}", "error_backoff", "multiplier")]
    [InlineData("dead_letter_suffix: \"\"", "dead_letter_suffix", "letters")]
    [InlineData("initial_offset: newest", "initial_offset", "earliest")]
    [InlineData("traces: {encoding: raw}", "traces::encoding", "logs alone")]
    [InlineData("logs: {encoding: text_klingon}", "logs::encoding", "no character set")]
    [InlineData("traces: {encoding: zipkin_thrift}", "traces::encoding", "not supported")]
    [InlineData("encoding: jaeger_proto", "encoding", "not supported")]
    [InlineData("pipeline_groups: {traces: ''}", "pipeline_groups::traces", "1 to 255")]
    [InlineData("session_timeout: 3s", "heartbeat_interval", "less than session_timeout")]
    [InlineData("group_rebalance_strategies: [lucky]", "group_rebalance_strategies", "none of")]
    [InlineData("group_rebalance_strategies: [range]\ngroup_rebalance_strategy: range", "group_rebalance_strategy", "beside")]
    [InlineData("min_fetch_size: 10\nmax_fetch_size: 5", "min_fetch_size", "max_fetch_size")]
    public void Validate_BadOption_NamesItAndWhatIsRight(string yaml, string path, string message)
    {
        ConfigDiagnostics diagnostics = Bind(yaml, out _);

        Assert.Contains(diagnostics.Errors, error => error.Path == path && error.Message.Contains(message, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Bind_CollectorsOptions_WarnsOfWhatHasNoEffect()
    {
        ConfigDiagnostics diagnostics = Bind(
            """
            session_timeout: 10s
            group_rebalance_strategies: [cooperative-sticky]
            autocommit: {enable: true, interval: 1s}
            message_marking: {after: true, on_error: true}
            max_fetch_size: 1048576
            traces: {topic: old}
            """,
            out KafkaReceiverOptions options);

        Assert.Empty(diagnostics.Errors);
        Assert.Equal(
            ["autocommit::enable", "autocommit::interval", "group_rebalance_strategies", "max_fetch_size", "message_marking::on_error", "session_timeout", "traces::topic"],
            diagnostics.Warnings.Select(warning => warning.Path).Order(StringComparer.Ordinal));
        Assert.Equal("old", Assert.Single(options.FiltersOf(Signal.Traces)).Literal);
        Assert.Equal("otlp_metrics", Assert.Single(options.FiltersOf(Signal.Metrics)).Literal);
    }

    [Theory]
    [InlineData("", "session.timeout.ms=10000 heartbeat.interval.ms=3000 partition.assignment.strategy=cooperative-sticky fetch.wait.max.ms=250")]
    [InlineData("session_timeout: 30s\nheartbeat_interval: 5s", "session.timeout.ms=30000 heartbeat.interval.ms=5000")]
    [InlineData("group_rebalance_strategy: range", "partition.assignment.strategy=range")]
    [InlineData("group_rebalance_strategies: [range, roundrobin]", "partition.assignment.strategy=range,roundrobin")]
    [InlineData("group_rebalance_strategies: [cooperative-sticky, range]", "partition.assignment.strategy=cooperative-sticky")]
    [InlineData("group_rebalance_strategies: [range, cooperative-sticky]", "partition.assignment.strategy=range")]
    [InlineData("group_rebalance_strategy: sticky", "partition.assignment.strategy=cooperative-sticky")]
    [InlineData("group_instance_id: pod-1", "group.instance.id=pod-1-traces")]
    [InlineData("min_fetch_size: 10\nmax_fetch_size: 2000\nmax_fetch_wait: 1s\nmax_partition_fetch_size: 3000", "fetch.min.bytes=10 fetch.max.bytes=2000 fetch.wait.max.ms=1000 max.partition.fetch.bytes=3000")]
    public void Consumer_Options_BecomeTheirSettings(string yaml, string expected)
    {
        ConfigDiagnostics diagnostics = Bind("brokers: [kafka:9092]\n" + yaml, out KafkaReceiverOptions options);

        Assert.Empty(diagnostics.Errors);
        IReadOnlyDictionary<string, string> settings = KafkaConsumerSettings.Of(options.Consumer, "-traces");
        foreach (string[] pair in expected.Split(' ').Select(pair => pair.Split('=')))
        {
            Assert.Equal(pair[1], settings.GetValueOrDefault(pair[0]));
        }
    }

    [Theory]
    [InlineData("traces: {topic: a}", "a")]
    [InlineData("topic: a", "a")]
    [InlineData("traces: {topics: [a, b]}", "a b")]
    [InlineData("traces: {topics: a}", "a")]
    [InlineData("", "otlp_spans")]
    public void Topics_OldAndNewSpellings_MeanTheSame(string yaml, string topics)
    {
        ConfigDiagnostics diagnostics = Bind(yaml, out KafkaReceiverOptions options);
        Assert.Empty(diagnostics.Errors);
        Assert.Equal(topics, string.Join(' ', options.FiltersOf(Signal.Traces)));
    }

    [Theory]
    [InlineData("traces", "g", "g")]
    [InlineData("traces/a", "g", "g")]
    [InlineData("traces traces/a traces/b", "g", "g g-traces-a g-traces-b")]
    [InlineData("logs/x logs", "g", "g g-logs")]
    public void Groups_OfPipelines_TheFirstKeepsTheGroupId(string pipelines, string group, string expected) =>
        Assert.Equal(expected, string.Join(' ', KafkaGroups.Of(new KafkaReceiverOptions { GroupId = group }, pipelines.Split(' '))));

    [Fact]
    public void Filters_OfAPattern_LeaveDeadLettersOut()
    {
        Bind("logs: {topics: [\"^app_.*\"], exclude_topics: [\"^app_test\"]}", out KafkaReceiverOptions options);
        TopicFilter filter = Assert.Single(options.FiltersOf(Signal.Logs));

        Assert.True(filter.Matches("app_one"));
        Assert.False(filter.Matches("app_test_one"));
        Assert.False(filter.Matches("app_one_dead_letters"));
    }

    private static ConfigDiagnostics Bind(string yaml, out KafkaReceiverOptions options)
    {
        ConfigDiagnostics diagnostics = new();
        string brokers = yaml.StartsWith("brokers", StringComparison.Ordinal) ? "" : "brokers: [\"embedded:x\"]\n";
        options = OptionsBinder.BindYaml<KafkaReceiverOptions>(brokers + yaml, diagnostics);
        return diagnostics;
    }
}
