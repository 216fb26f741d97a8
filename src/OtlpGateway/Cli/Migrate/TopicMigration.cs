// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Exporters.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Reaggregate;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Cli.Migrate;

/// <summary>
/// Creates the topics that a configuration names on Kafka, those of its dead letters, and those that processors keep their
/// state in. A topic that is there keeps what it has, unless the command line asks for more. An embedded log makes its
/// topics itself.
/// </summary>
internal sealed class TopicMigration(GatewayConfig config, MigrateOptions options, ParseResult result, ILogClients logs, TextWriter output)
{
    private const int ClusterDefault = -1;

    private static readonly TopicOptions DeadLetters = new() { Partitions = 1 };

    private readonly int? _partitions = result.GetValue(options.Partitions);
    private readonly short? _copies = result.GetValue(options.ReplicationFactor);
    private readonly Dictionary<string, string> _settings = Settings(result.GetValue(options.TopicConfig) ?? []);

    /// <summary>True where the configuration uses Kafka.</summary>
    public bool HasTopics => Topics().Count > 0;

    /// <summary>Throws <see cref="IOException"/> and <see cref="ComponentStartException"/>, each with a message for the operator.</summary>
    /// <returns>False when the plan is not to be carried out.</returns>
    public async Task<bool> RunAsync(bool isDry, Func<Task<bool>> agree, CancellationToken cancellationToken)
    {
        using Meter meter = new("otlp-gateway");
        await using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        ComponentSettings settings = new() { Id = new ComponentId("kafka", "migrate"), Logger = NullLogger.Instance, Meter = meter, Time = TimeProvider.System, Services = services };
        foreach (IGrouping<string, Wanted> cluster in Topics().GroupBy(wanted => string.Join(",", wanted.Client.Brokers)))
        {
            LogAddress address = KafkaConnections.AddressOf(cluster.First().Client, new Dictionary<string, string>(), settings);
            await using ILogClient log = await logs.OpenAsync(address, null, cancellationToken);
            await output.WriteLineAsync($"kafka: {address}");
            List<Wanted> changes = [];
            foreach (Wanted topic in cluster.DistinctBy(wanted => wanted.Name))
            {
                if (await DescribeAsync(log, topic, cancellationToken))
                {
                    changes.Add(topic);
                }
            }

            if (changes.Count > 0 && !isDry && !await agree())
            {
                return false;
            }

            foreach (Wanted topic in isDry ? [] : changes)
            {
                await log.EnsureTopicAsync(topic.Name, OptionsOf(topic), cancellationToken);
                await output.WriteLineAsync($"  done: topic {topic.Name}");
            }
        }

        return true;
    }

    /// <summary>Writes what is to be done with a topic; false when nothing is.</summary>
    private async Task<bool> DescribeAsync(ILogClient log, Wanted topic, CancellationToken cancellationToken)
    {
        await using ITopicReader? there = await log.OpenTopicAsync(topic.Name, cancellationToken);
        TopicOptions? wanted = OptionsOf(topic);
        string settings = wanted is null ? "" : string.Concat(wanted.Kafka.Select(setting => $", {setting.Key}={setting.Value}"));
        if (there is null)
        {
            string partitions = wanted is { Partitions: > 0 } ? $"{wanted.Partitions} partitions" : "the cluster's default of partitions";
            string copies = wanted?.ReplicationFactor is { } factor ? $"{factor} copies" : "the cluster's default of copies";
            await output.WriteLineAsync($"  topic {topic.Name} (missing): is created with {partitions}, {copies}{settings}");
            return true;
        }

        bool grows = wanted?.Partitions > there.Partitions.Count;
        if (topic.Made is not null || (!grows && settings.Length == 0))
        {
            await output.WriteLineAsync($"  topic {topic.Name} ({there.Partitions.Count} partitions): up to date");
            return false;
        }

        string growth = grows ? $"gets {wanted!.Partitions} partitions; records of one key go to another one from then on" : "keeps its partitions";
        await output.WriteLineAsync($"  topic {topic.Name} ({there.Partitions.Count} partitions): {growth}{settings}");
        return true;
    }

    private TopicOptions? OptionsOf(Wanted topic)
    {
        if (topic.Made is { } made)
        {
            return made with { ReplicationFactor = _copies };
        }

        return _partitions is null && _copies is null && _settings.Count == 0
            ? null
            : new TopicOptions { Partitions = _partitions ?? ClusterDefault, ReplicationFactor = _copies, Kafka = _settings };
    }

    private List<Wanted> Topics()
    {
        List<Wanted> topics = [];
        foreach (PipelineConfig pipeline in config.Pipelines)
        {
            Signal signal = pipeline.Id.Signal;
            foreach (KafkaExporterOptions exporter in Of<KafkaExporterOptions>(ComponentKind.Exporter, pipeline.Exporters))
            {
                topics.Add(new Wanted(exporter.Client, KafkaExporterTopics.Of(exporter, signal), null));
            }

            foreach (KafkaReceiverOptions receiver in Of<KafkaReceiverOptions>(ComponentKind.Receiver, pipeline.Receivers))
            {
                IReadOnlyList<string> read = KafkaReceiverTopics.Of(receiver, signal);
                topics.AddRange(read.Select(topic => new Wanted(receiver.Client, topic, null)));
                topics.AddRange(read.Select(topic => new Wanted(receiver.Client, KafkaReceiverTopics.DeadLettersOf(receiver, topic), DeadLetters)));
            }

            topics.AddRange(TopicsOfProcessors(pipeline));
        }

        return [.. topics.Where(topic => !topic.Client.IsEmbedded)];
    }

    private IEnumerable<Wanted> TopicsOfProcessors(PipelineConfig pipeline)
    {
        foreach (DecisionTopicOptions shared in Of<CardinalityOptions>(ComponentKind.Processor, pipeline.Processors).Select(processor => processor.Decisions?.Log).OfType<DecisionTopicOptions>())
        {
            yield return new Wanted(shared.Client, shared.Topic, DecisionTopicSettings.Topic);
        }

        foreach (ReaggregateOptions merging in Of<ReaggregateOptions>(ComponentKind.Processor, pipeline.Processors).Where(processor => processor.State.Directory is null))
        {
            foreach (KafkaReceiverOptions receiver in ReceiversBefore(pipeline, []))
            {
                yield return new Wanted(receiver.Client, KafkaReceiverTopics.StatesOf(merging.State.Topic), KafkaReceiverTopics.States);
            }
        }
    }

    /// <summary>The receivers that a pipeline is fed by, directly or through connectors.</summary>
    private IEnumerable<KafkaReceiverOptions> ReceiversBefore(PipelineConfig pipeline, HashSet<PipelineId> seen)
    {
        if (!seen.Add(pipeline.Id))
        {
            return [];
        }

        IEnumerable<PipelineConfig> before = config.Pipelines.Where(
            other => other.Exporters.Any(exporter => config.Find(ComponentKind.Connector, exporter.Id) is not null && pipeline.Receivers.Any(receiver => receiver.Id == exporter.Id)));
        return [.. Of<KafkaReceiverOptions>(ComponentKind.Receiver, pipeline.Receivers), .. before.SelectMany(other => ReceiversBefore(other, seen))];
    }

    private IEnumerable<T> Of<T>(ComponentKind kind, IReadOnlyList<ComponentReference> references) =>
        references.Select(reference => config.Find(kind, reference.Id)?.Options).OfType<T>();

    private static Dictionary<string, string> Settings(string[] pairs) => pairs
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);

    /// <param name="Client">The cluster.</param>
    /// <param name="Name">The topic.</param>
    /// <param name="Made">How it is made; null for a topic of telemetry, which the command line is about.</param>
    private sealed record Wanted(KafkaClientOptions Client, string Name, TopicOptions? Made);
}
