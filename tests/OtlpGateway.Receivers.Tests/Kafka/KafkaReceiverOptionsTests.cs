// SPDX-License-Identifier: Apache-2.0

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
