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
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Cli.Migrate;

/// <summary>
/// Creates the topics that a configuration names on Kafka, and those of its dead letters. A topic that is there keeps what
/// it has, unless the command line asks for more. An embedded log makes its topics itself.
/// </summary>
internal sealed class TopicMigration(GatewayConfig config, MigrateOptions options, ParseResult result, ILogClients logs, TextWriter output)
{
    private const int ClusterDefault = -1;

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
        if (!grows && settings.Length == 0)
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
        if (topic.IsForDeadLetters)
        {
            return new TopicOptions { Partitions = 1, ReplicationFactor = _copies };
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
            foreach (KafkaExporterOptions exporter in Of<KafkaExporterOptions>(ComponentKind.Exporter, pipeline.Exporters).Where(exporter => !exporter.Client.IsEmbedded))
            {
                topics.Add(new Wanted(exporter.Client, KafkaExporterTopics.Of(exporter, signal), false));
            }

            foreach (KafkaReceiverOptions receiver in Of<KafkaReceiverOptions>(ComponentKind.Receiver, pipeline.Receivers).Where(receiver => !receiver.Client.IsEmbedded))
            {
                IReadOnlyList<string> read = KafkaReceiverTopics.Of(receiver, signal);
                topics.AddRange(read.Select(topic => new Wanted(receiver.Client, topic, false)));
                topics.AddRange(read.Select(topic => new Wanted(receiver.Client, KafkaReceiverTopics.DeadLettersOf(receiver, topic), true)));
            }
        }

        return topics;
    }

    private IEnumerable<T> Of<T>(ComponentKind kind, IReadOnlyList<ComponentReference> references) =>
        references.Select(reference => config.Find(kind, reference.Id)?.Options).OfType<T>();

    private static Dictionary<string, string> Settings(string[] pairs) => pairs
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal);

    private sealed record Wanted(KafkaClientOptions Client, string Name, bool IsForDeadLetters);
}
