// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Cli.Migrate;
using OtlpGateway.Composition;
using OtlpGateway.Hosting;
using OtlpGateway.Log;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Tests.Cli;

/// <summary>Which topics <c>migrate</c> wants and what it says of them; an embedded log stands for the cluster.</summary>
public sealed class TopicMigrationTests : IAsyncDisposable
{
    private const string Yaml = """
        yaml:{receivers: {otlp: {protocols: {grpc: {}}}, kafka: {brokers: [one:9092, two:9092]}},
        exporters: {kafka: {brokers: [one:9092, two:9092], topic: spans}, "kafka/own": {brokers: ["embedded:nowhere"]}, debug: {}},
        service: {pipelines: {
        traces: {receivers: [otlp], exporters: [kafka, "kafka/own"]},
        "logs/read": {receivers: [kafka], exporters: [debug]}}}}
        """;

    private readonly TempDirectory _directory = new();
    private readonly Meter _meter = new("topic-migration");
    private readonly Cluster _cluster;

    public TopicMigrationTests() => _cluster = new Cluster(new EmbeddedLogs(TimeProvider.System, _meter, NullLogger.Instance), _directory.Path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_DryAndThenNot_CreatesWhatIsMissingWithWhatWasAskedFor()
    {
        string[] asked = ["--partitions", "3", "--replication-factor", "2", "--topic-config", "compression.type=zstd"];
        string plan = await RunAsync(true, asked);
        Assert.Equal(
            """
            kafka: one:9092,two:9092
              topic spans (missing): is created with 3 partitions, 2 copies, compression.type=zstd
              topic otlp_logs (missing): is created with 3 partitions, 2 copies, compression.type=zstd
              topic otlp_logs_dead_letters (missing): is created with 1 partitions, 2 copies

            """,
            plan.ReplaceLineEndings("\n"));
        Assert.Equal(plan, await RunAsync(true, asked));
        Assert.Contains("done: topic otlp_logs_dead_letters", await RunAsync(false, asked), StringComparison.Ordinal);
        string again = await RunAsync(false);
        Assert.Contains("topic spans (3 partitions): up to date", again, StringComparison.Ordinal);
        Assert.DoesNotContain("done", again, StringComparison.Ordinal);
        Assert.Contains("topic spans (3 partitions): gets 5 partitions; records of one key go to another one from then on", await RunAsync(false, "--partitions", "5"), StringComparison.Ordinal);
        Assert.Contains("topic spans (5 partitions): up to date", await RunAsync(false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ProcessorsThatKeepTheirStateOnKafka_CreatesTheirTopicsAsTheyWould()
    {
        const string Configuration = """
            yaml:{receivers: {kafka: {brokers: [one:9092]}},
            processors: {reaggregate: {}, "reaggregate/named": {state: {topic: kept}}, "reaggregate/here": {state: {directory: /tmp}},
            cardinality: {decisions: {log: {brokers: [one:9092], key: shared-by-all-gateways}}}},
            connectors: {forward: {}}, exporters: {debug: {}},
            service: {pipelines: {
            metrics: {receivers: [kafka], processors: [cardinality, reaggregate], exporters: [debug]},
            "metrics/here": {receivers: [kafka], processors: ["reaggregate/here"], exporters: [debug]},
            "metrics/before": {receivers: [kafka], exporters: [forward]},
            "metrics/behind": {receivers: [forward], processors: ["reaggregate/named"], exporters: [debug]}}}}
            """;
        string plan = await RunOnAsync(Configuration, true, "--partitions", "3", "--replication-factor", "2", "--topic-config", "compression.type=zstd");
        Assert.Equal(
            """
            kafka: one:9092
              topic otlp_metrics (missing): is created with 3 partitions, 2 copies, compression.type=zstd
              topic otlp_metrics_dead_letters (missing): is created with 1 partitions, 2 copies
              topic otlpgateway_cardinality (missing): is created with 1 partitions, 2 copies, cleanup.policy=compact
              topic otlpgateway_state (missing): is created with 16 partitions, 2 copies, cleanup.policy=compact, segment.bytes=67108864, segment.ms=3600000, min.cleanable.dirty.ratio=0.1
              topic kept (missing): is created with 16 partitions, 2 copies, cleanup.policy=compact, segment.bytes=67108864, segment.ms=3600000, min.cleanable.dirty.ratio=0.1

            """,
            plan.ReplaceLineEndings("\n"));
        Assert.Contains("done: topic otlpgateway_state", await RunOnAsync(Configuration, false), StringComparison.Ordinal);
        string again = await RunOnAsync(Configuration, false, "--partitions", "20");
        Assert.Contains("topic otlpgateway_state (16 partitions): up to date", again, StringComparison.Ordinal);
        Assert.Contains("topic otlpgateway_cardinality (1 partitions): up to date", again, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.Logs.DisposeAsync();
        _meter.Dispose();
        _directory.Dispose();
    }

    private Task<string> RunAsync(bool isDry, params string[] arguments) => RunOnAsync(Yaml, isDry, arguments);

    private async Task<string> RunOnAsync(string yaml, bool isDry, params string[] arguments)
    {
        LoadedConfig loaded = new GatewayLoader(GatewayComponents.CreateRegistry()).Load(new ConfigInput { Sources = [yaml], Overrides = [] });
        Assert.False(loaded.Diagnostics.HasErrors, string.Join("\n", loaded.Diagnostics.Errors));
        MigrateOptions options = new();
        Command command = new("migrate");
        options.AddTo(command);
        await using StringWriter output = new();
        TopicMigration topics = new(loaded.Config, options, command.Parse(arguments), _cluster, output);
        Assert.True(topics.HasTopics);
        Assert.True(await topics.RunAsync(isDry, () => Task.FromResult(true), Token));
        return output.ToString();
    }

    private sealed class Cluster(EmbeddedLogs logs, string directory) : ILogClients
    {
        public EmbeddedLogs Logs { get; } = logs;

        public ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken)
        {
            Assert.False(address.IsEmbedded);
            return Logs.OpenAsync(LogAddress.Embedded(directory), options, cancellationToken);
        }
    }
}
