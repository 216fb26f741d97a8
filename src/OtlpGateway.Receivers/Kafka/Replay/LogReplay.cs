// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Receivers.Kafka.Replay;

/// <summary>
/// Delivers a range of a topic once more to a pipeline that ends in an exporter which keeps a ledger: what that has as done
/// is skipped, what is claimed and not finished is delivered as it was claimed, the rest is claimed anew. It commits
/// nothing, and stays behind the group, whose consumer may run beside it.
/// </summary>
public sealed class LogReplay(ReplayTarget target, ReplayRequest request, Action<ReplayReport, string> progress)
{
    /// <summary>Where the target's receiver reads. Throws <see cref="ComponentStartException"/> as the receiver would.</summary>
    public static LogAddress AddressOf(ReplayTarget target) =>
        KafkaConnections.AddressOf(target.Options.Client, new Dictionary<string, string>(), target.Settings);

    /// <summary>Whether a receiver reads a topic for a signal.</summary>
    public static bool Reads(KafkaReceiverOptions options, Wire.Otlp.Signal signal, string topic) =>
        options.FiltersOf(signal).Any(filter => filter.Matches(topic));

    /// <summary>
    /// Replays partition by partition. Throws <see cref="ReplayException"/>; what was stored by then is stored, and the same
    /// replay goes on behind it.
    /// </summary>
    public async Task<IReadOnlyList<ReplayReport>> RunAsync(ILogClients logs, string topic, CancellationToken cancellationToken)
    {
        PipelineEntry entry = target.Entry.Pipelines is [(_, PipelineEntry only)] ? only : target.Entry;
        if (entry.Checkpointed.Count > 0)
        {
            throw new ReplayException("the pipeline has a processor that keeps a state of the log, which already stands for these records; nothing of it can be replayed");
        }

        if (entry.RangeSinks is not [IRangeSink sink])
        {
            throw new ReplayException("the pipeline does not end in one exporter that keeps a ledger of log ranges, such as clickhouse");
        }

        RecordEncoding encoding = target.Options.EncodingOf(target.Signal, out string error) ?? throw new ReplayException(error);
        LogAddress address = AddressOf(target);
        RecordDecoder decoder = new(target.Signal, encoding, address.IsEmbedded, new HeaderExtraction(target.Options.HeaderExtraction));
        BlockBudget budget = new(target.Options.MaxBufferedBytes, target.Settings.Meter, target.Settings.Id);
        try
        {
            await using ILogClient log = await logs.OpenAsync(address, null, cancellationToken);
            await using ITopicReader reader = await log.OpenTopicAsync(topic, cancellationToken) ?? throw new ReplayException($"{address} has no topic {topic}");
            List<IPartitionReader> partitions = [.. reader.Partitions.Where(partition => request.Partitions.Count == 0 || request.Partitions.Contains(partition.Partition))];
            if (partitions.Count == 0)
            {
                throw new ReplayException($"{topic} has no partition {string.Join(", ", request.Partitions)}; it has {reader.Partitions.Count}");
            }

            List<ReplayReport> reports = [];
            foreach (IPartitionReader partition in partitions)
            {
                ReplayReport report = new(topic, partition.Partition);
                reports.Add(report);
                await new PartitionReplay(target, request, partition, entry.Consumer, sink, decoder, budget, report, progress).RunAsync(cancellationToken);
            }

            return reports;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or LogInUseException or LogFormatException or NotSupportedException)
        {
            throw new ReplayException(failure.Message, failure);
        }
    }
}
