// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>What is wrong with the options of a <c>kafka</c> exporter, and what has no effect.</summary>
internal static class KafkaExporterValidator
{
    public static void Validate(KafkaExporterOptions options, OptionsValidation validation)
    {
        if (!LogAddress.TryParse(options.Brokers, out LogAddress? address, out string error))
        {
            validation.Error("brokers", error);
        }
        else if (!address.IsEmbedded)
        {
            validation.Error("brokers", "Kafka brokers come in the next release; for now use [\"embedded:DIR\"], the log in a directory");
        }

        ValidateTopics(options, validation);
        ValidateWhatIsToCome(options, validation);
        WarnOfNoEffect(options, validation);
        options.Embedded?.Validate(validation, "embedded");
        if (options.Producer.MaxMessageBytes is <= 0)
        {
            validation.Error("producer::max_message_bytes", "must be at least 1");
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

    private static void ValidateWhatIsToCome(KafkaExporterOptions options, OptionsValidation validation)
    {
        Unsupported("topic_from_attribute", !string.IsNullOrEmpty(options.TopicFromAttribute));
        Unsupported("partition_traces_by_id", options.PartitionTracesById);
        Unsupported("partition_metrics_by_resource_attributes", options.PartitionMetricsByResourceAttributes);
        Unsupported("partition_logs_by_resource_attributes", options.PartitionLogsByResourceAttributes);
        Unsupported("partition_logs_by_trace_id", options.PartitionLogsByTraceId);

        void Unsupported(string path, bool used)
        {
            if (used)
            {
                validation.Error(path, "is not supported yet: requests are stored as they come, without being taken apart; remove it");
            }
        }
    }

    private static void WarnOfNoEffect(KafkaExporterOptions options, OptionsValidation validation)
    {
        NoEffect("protocol_version", options.ProtocolVersion);
        NoEffect("client_id", options.ClientId);
        NoEffect("rack_id", options.RackId);
        NoEffect("use_leader_epoch", options.UseLeaderEpoch);
        NoEffect("conn_idle_timeout", options.ConnIdleTimeout);
        NoEffect("resolve_canonical_bootstrap_servers_only", options.ResolveCanonicalBootstrapServersOnly);
        NoEffect("tls", options.Tls);
        NoEffect("auth", options.Auth);
        NoEffect("metadata", options.Metadata);
        NoEffect("record_partitioner", options.RecordPartitioner);
        NoEffect("producer::max_broker_write_bytes", options.Producer.MaxBrokerWriteBytes);
        NoEffect("producer::required_acks", options.Producer.RequiredAcks);
        NoEffect("producer::compression", options.Producer.Compression);
        NoEffect("producer::compression_params::level", options.Producer.CompressionParams.Level);
        NoEffect("producer::flush_max_messages", options.Producer.FlushMaxMessages);
        NoEffect("producer::linger", options.Producer.Linger);

        void NoEffect(string path, object? value)
        {
            if (value is not null)
            {
                validation.Warning(path, "has no effect on the embedded log");
            }
        }
    }
}
