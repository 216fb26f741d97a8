// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>What is wrong with the options of a <c>kafka</c> receiver, and what has no effect.</summary>
internal static class KafkaReceiverValidator
{
    public static void Validate(KafkaReceiverOptions options, OptionsValidation validation)
    {
        if (options.GroupId.Length is 0 or > 255)
        {
            validation.Error("group_id", "must have 1 to 255 characters");
        }

        foreach ((string pipeline, string group) in options.PipelineGroups)
        {
            if (group.Length is 0 or > 255)
            {
                validation.Error($"pipeline_groups::{pipeline}", "must have 1 to 255 characters");
            }
        }

        if (options.HeaderExtraction is { ExtractHeaders: true, Headers.Count: 0 })
        {
            validation.Warning("header_extraction::extract_headers", "has no effect: headers names none");
        }

        ValidateEncodings(options, validation);
        ValidateTopics(options, validation);
        ValidateLimits(options, validation);
        WarnOfNoEffect(options, validation);
    }

    private static void ValidateTopics(KafkaReceiverOptions options, OptionsValidation validation)
    {
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            string path = signal.DataType();
            KafkaTopicOptions topics = options.Of(signal);
            Deprecated($"{path}::topic", topics.Topic, "topics");
            Deprecated($"{path}::exclude_topic", topics.ExcludeTopic, "exclude_topics");
            if (topics.Topic is not null && topics.Topics.Count > 0)
            {
                validation.Error($"{path}::topic", "cannot stand beside topics; put it there");
            }

            ValidateFilters(options, signal, validation);
        }

        Deprecated("topic", options.Topic, "traces::topics, metrics::topics, logs::topics");
        Deprecated("encoding", options.Encoding, "traces::encoding, metrics::encoding, logs::encoding");
        if (!TopicName.IsValid("t" + options.DeadLetterSuffix) || options.DeadLetterSuffix.Length == 0)
        {
            validation.Error("dead_letter_suffix", "must be letters, digits, '.', '_' or '-'");
        }

        void Deprecated(string path, object? value, string instead)
        {
            if (value is not null)
            {
                validation.Warning(path, $"deprecated; use {instead}");
            }
        }
    }

    private static void ValidateEncodings(KafkaReceiverOptions options, OptionsValidation validation)
    {
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            if (options.Of(signal).Encoding is { } encoding && RecordEncoding.Find(encoding, signal, out string error) is null)
            {
                validation.Error($"{signal.DataType()}::encoding", error);
            }
        }

        if (options.Encoding is { } common && RecordEncoding.Find(common, Signal.Logs, out string wrong) is null)
        {
            validation.Error("encoding", wrong);
        }
    }

    private static void ValidateFilters(KafkaReceiverOptions options, Signal signal, OptionsValidation validation)
    {
        string path = $"{signal.DataType()}::topics";
        try
        {
            foreach (TopicFilter filter in options.FiltersOf(signal))
            {
                if (filter.Literal is { } topic && !TopicName.IsValid(topic))
                {
                    validation.Error(path, $"\"{topic}\" cannot be a topic's name: {TopicName.Rule}");
                }
            }
        }
        catch (ArgumentException error)
        {
            validation.Error(path, error.Message);
        }
    }

    private static void ValidateLimits(KafkaReceiverOptions options, OptionsValidation validation)
    {
        if (options.MaxBlockBytes is < 1024 or > 512 * 1024 * 1024)
        {
            validation.Error("max_block_bytes", "must be between 1024 and 536870912 (512 MiB)");
        }

        if (options.MaxBufferedBytes < options.MaxBlockBytes)
        {
            validation.Error("max_buffered_bytes", "must be at least max_block_bytes");
        }

        if (options.MaxBlockDelay < TimeSpan.Zero || options.MaxBlockDelay > TimeSpan.FromMinutes(10))
        {
            validation.Error("max_block_delay", "must be between 0s and 10m");
        }

        KafkaErrorBackoffOptions backoff = options.ErrorBackoff;
        if (backoff.InitialInterval <= TimeSpan.Zero || backoff.MaxInterval < backoff.InitialInterval
            || !(backoff.Multiplier >= 1) || backoff.RandomizationFactor is not (>= 0 and <= 1))
        {
            validation.Error("error_backoff", "needs initial_interval above 0, max_interval at or above it, multiplier at least 1 and randomization_factor from 0 to 1");
        }
    }

    private static void WarnOfNoEffect(KafkaReceiverOptions options, OptionsValidation validation)
    {
        if (options.Client.IsEmbedded)
        {
            KafkaConsumerSettings.WarnOfNoEffect(options.Consumer, validation);
        }

        AlwaysSafe("autocommit::enable", options.Autocommit.Enable);
        AlwaysSafe("autocommit::interval", options.Autocommit.Interval);
        AlwaysSafe("message_marking::after", options.MessageMarking.After is true ? null : options.MessageMarking.After);
        AlwaysSafe("message_marking::on_error", options.MessageMarking.OnError);
        AlwaysSafe("message_marking::on_permanent_error", options.MessageMarking.OnPermanentError);
        AlwaysSafe("error_backoff::max_elapsed_time", options.ErrorBackoff.MaxElapsedTime);
        if (options.ErrorBackoff.Enabled is false)
        {
            validation.Warning("error_backoff::enabled", "has no effect: what a destination does not take now is always tried again");
        }

        if (options.PartitionProcessing is not { Independent: null, MaxBufferedBatches: null })
        {
            validation.Warning("partition_processing", "has no effect: each partition goes at its own pace, within max_buffered_bytes");
        }

        void AlwaysSafe(string path, object? value)
        {
            if (value is not null)
            {
                validation.Warning(path, "has no effect: a record is finished when it is safe at its destination, and never given up before");
            }
        }
    }
}
