// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>What is wrong with the options of a <c>kafka</c> exporter, and what has no effect.</summary>
internal static class KafkaExporterValidator
{
    public static void Validate(KafkaExporterOptions options, OptionsValidation validation)
    {
        bool embedded = options.Client.IsEmbedded;
        KafkaProducerSettings.Validate(options.Producer, embedded, "producer", validation);
        ValidateTopics(options, validation);
        ValidateEncodings(options, validation);
        ValidateKeys(options, validation);
        ValidatePartitioner(options.RecordPartitioner, embedded, validation);
        ValidateMetadataKeys(options, validation);
        options.Embedded?.Validate(validation, "embedded");
        if (!embedded && options.Embedded is not null)
        {
            validation.Warning("embedded", "has no effect on Kafka brokers; 'otlp-gateway migrate' creates their topics");
        }
    }

    private static void ValidateTopics(KafkaExporterOptions options, OptionsValidation validation)
    {
        Topic("topic", options.Topic);
        Topic("traces::topic", options.Traces.Topic);
        Topic("metrics::topic", options.Metrics.Topic);
        Topic("logs::topic", options.Logs.Topic);
        Topic("profiles::topic", options.Profiles.Topic);
        if (options.Topic is not null)
        {
            validation.Warning("topic", "deprecated; use traces::topic, metrics::topic, logs::topic");
        }

        if (options.Encoding is not null)
        {
            validation.Warning("encoding", "deprecated; use traces::encoding, metrics::encoding, logs::encoding");
        }

        void Topic(string path, string? topic)
        {
            if (topic is not null && !TopicName.IsValid(topic))
            {
                validation.Error(path, $"must have {TopicName.Rule}");
            }
        }
    }

    private static void ValidateEncodings(KafkaExporterOptions options, OptionsValidation validation)
    {
        foreach (Signal signal in new[] { Signal.Traces, Signal.Metrics, Signal.Profiles })
        {
            if (options.Of(signal).Encoding == KafkaEncoding.Raw)
            {
                validation.Error($"{signal.DataType()}::encoding", "raw is for logs alone: it is the body of each log record");
            }
        }
    }

    private static void ValidateKeys(KafkaExporterOptions options, OptionsValidation validation)
    {
        Exclusive("partition_traces_by_id", options.PartitionTracesById, Signal.Traces);
        Exclusive("partition_metrics_by_resource_attributes", options.PartitionMetricsByResourceAttributes, Signal.Metrics);
        Exclusive("partition_metrics_by", options.PartitionMetricsBy is not null, Signal.Metrics);
        Exclusive("partition_logs_by_resource_attributes", options.PartitionLogsByResourceAttributes, Signal.Logs);
        Exclusive("partition_logs_by_trace_id", options.PartitionLogsByTraceId, Signal.Logs);
        if (options.PartitionLogsByResourceAttributes && options.PartitionLogsByTraceId)
        {
            validation.Error("partition_logs_by_trace_id", "cannot be combined with partition_logs_by_resource_attributes: a record has one key");
        }

        if (options.PartitionMetricsBy is not null && options.PartitionMetricsByResourceAttributes)
        {
            validation.Error("partition_metrics_by", "cannot be combined with partition_metrics_by_resource_attributes: a record goes to one partition");
        }

        void Exclusive(string path, bool partitioned, Signal signal)
        {
            if (partitioned && options.Of(signal).MessageKeyFromMetadataKey.Length > 0)
            {
                validation.Error(path, $"cannot be combined with {signal.DataType()}::message_key_from_metadata_key: a record has one key");
            }
        }
    }

    private static void ValidatePartitioner(KafkaRecordPartitionerOptions options, bool embedded, OptionsValidation validation)
    {
        bool[] given = [options.StickyKey is not null, options.RoundRobin is not null, options.LeastBackup is not null, options.Extension is not null];
        if (given.Count(one => one) > 1)
        {
            validation.Error("record_partitioner", "has more than one of sticky_key, round_robin, least_backup, extension");
        }

        if (options.Extension is not null)
        {
            validation.Error("record_partitioner::extension", "is not supported: there are no extensions that choose partitions; use sticky_key or round_robin");
        }

        if (embedded)
        {
            EmbeddedOnly.Warn(validation, "record_partitioner", given.Contains(true) ? options : null);
        }
        else if (options.LeastBackup is not null)
        {
            validation.Warning("record_partitioner::least_backup", "spreads records at random, whatever the partitions' backlogs are");
        }
        else if (options.RoundRobin is not null)
        {
            validation.Warning("record_partitioner::round_robin", "spreads records at random, not in turn, which evens out");
        }
    }

    /// <summary>A queue that merges requests of different clients leaves no client whose headers could be used.</summary>
    private static void ValidateMetadataKeys(KafkaExporterOptions options, OptionsValidation validation)
    {
        if (!options.SendingQueue.Enabled || options.SendingQueue.Batch is not { } batch)
        {
            return;
        }

        HashSet<string> kept = new(batch.Partition.MetadataKeys, StringComparer.OrdinalIgnoreCase);
        foreach (string key in options.IncludeMetadataKeys.Where(key => !kept.Contains(key)))
        {
            validation.Error("include_metadata_keys", $"\"{key}\" must be in sending_queue::batch::partition::metadata_keys too: merged requests have no other headers");
        }

        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            Warn(signal, "topic_from_metadata_key", options.Of(signal).TopicFromMetadataKey);
            Warn(signal, "message_key_from_metadata_key", options.Of(signal).MessageKeyFromMetadataKey);
        }

        void Warn(Signal signal, string option, string key)
        {
            if (key.Length > 0 && !kept.Contains(key))
            {
                validation.Warning(
                    $"{signal.DataType()}::{option}",
                    $"finds \"{key}\" only in requests that were not merged; add it to sending_queue::batch::partition::metadata_keys");
            }
        }
    }
}
