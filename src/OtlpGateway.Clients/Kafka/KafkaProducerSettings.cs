// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Clients.Kafka;

/// <summary>The <c>producer</c> section in librdkafka's terms.</summary>
public static class KafkaProducerSettings
{
    /// <summary>The smallest limit that the client takes.</summary>
    private const int LeastMessageBytes = 1000;

    private const int MostBatchRecords = 1_000_000;

    /// <summary>How long a record is tried where nothing else is said: an answer must reach the client before its own patience ends.</summary>
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(5);

    /// <param name="options">The section.</param>
    /// <param name="timeout">Time for one attempt, as the exporter's <c>timeout</c> says it; zero where it says nothing.</param>
    public static IReadOnlyDictionary<string, string> Of(KafkaProducerOptions options, TimeSpan timeout)
    {
        // The client must give up before we do: then its answer says whether the record was stored, and ours need not guess.
        TimeSpan patience = timeout > TimeSpan.Zero ? timeout * 0.9 : UsualTimeout;
        SettingsMap settings = new SettingsMap()
            .Add("message.max.bytes", options.MaxMessageBytes ?? KafkaProducerOptions.DefaultMaxMessageBytes)
            .Add("message.timeout.ms", patience)
            .Add("linger.ms", options.Linger ?? TimeSpan.FromMilliseconds(10))
            .Add("batch.num.messages", options.FlushMaxMessages is > 0 ? options.FlushMaxMessages : null)
            .Add("compression.codec", options.Compression?.ToString().ToLowerInvariant());
        if (options.CompressionParams.Level is { } level and not -1)
        {
            settings.Add("compression.level", level);
        }

        return settings.Settings;
    }

    /// <param name="path">Of the section.</param>
    public static void Validate(KafkaProducerOptions options, bool embedded, string path, OptionsValidation validation)
    {
        int least = embedded ? 1 : LeastMessageBytes;
        if (options.MaxMessageBytes < least)
        {
            validation.Error($"{path}::max_message_bytes", $"must be at least {least}");
        }

        if (options.MaxBrokerWriteBytes < (options.MaxMessageBytes ?? KafkaProducerOptions.DefaultMaxMessageBytes))
        {
            validation.Error($"{path}::max_broker_write_bytes", "must be at least max_message_bytes");
        }

        if (options.FlushMaxMessages is < 0 or > MostBatchRecords)
        {
            validation.Error($"{path}::flush_max_messages", $"must be between 0 and {MostBatchRecords}");
        }

        if (options.Linger < TimeSpan.Zero || options.Linger > TimeSpan.FromMinutes(1))
        {
            validation.Error($"{path}::linger", "must be between 0s and 1m");
        }

        ValidateLevel(options, path, validation);
        ValidateAcks(options, embedded, path, validation);
        WarnOfNoEffect(options, embedded, path, validation);
    }

    private static void WarnOfNoEffect(KafkaProducerOptions options, bool embedded, string path, OptionsValidation validation)
    {
        if (embedded)
        {
            EmbeddedOnly.Warn(validation, $"{path}::max_broker_write_bytes", options.MaxBrokerWriteBytes);
            EmbeddedOnly.Warn(validation, $"{path}::required_acks", options.RequiredAcks);
            EmbeddedOnly.Warn(validation, $"{path}::compression", options.Compression);
            EmbeddedOnly.Warn(validation, $"{path}::compression_params::level", options.CompressionParams.Level);
            EmbeddedOnly.Warn(validation, $"{path}::flush_max_messages", options.FlushMaxMessages);
            EmbeddedOnly.Warn(validation, $"{path}::linger", options.Linger);
            return;
        }

        if (options.MaxBrokerWriteBytes is not null)
        {
            validation.Warning($"{path}::max_broker_write_bytes", "has no effect: each partition's batches are bounded by themselves");
        }

        if (!options.AllowAutoTopicCreation)
        {
            validation.Warning($"{path}::allow_auto_topic_creation", "has no effect: whether a topic is created on first use is the brokers' decision (auto.create.topics.enable)");
        }
    }

    private static void ValidateLevel(KafkaProducerOptions options, string path, OptionsValidation validation)
    {
        int most = options.Compression switch
        {
            KafkaCompression.Gzip => 9,
            KafkaCompression.Lz4 => 12,
            KafkaCompression.Zstd => 22,
            _ => 0,
        };
        if (options.CompressionParams.Level is { } level && (level < -1 || level > most))
        {
            string codec = (options.Compression ?? KafkaCompression.None).ToString().ToLowerInvariant();
            validation.Error($"{path}::compression_params::level", most == 0 ? $"{codec} has no levels; remove it" : $"must be between -1 (the codec's default) and {most} for {codec}");
        }
    }

    private static void ValidateAcks(KafkaProducerOptions options, bool embedded, string path, OptionsValidation validation)
    {
        switch (options.RequiredAcks is null ? null : KafkaClientSettings.TextOf(options.RequiredAcks) ?? "")
        {
            case null or "all" or "-1":
                break;
            case "0" or "1" when !embedded:
                validation.Warning(
                    $"{path}::required_acks",
                    "is all here: the sender is told that its data is safe only when every in-sync replica has it (min.insync.replicas of the topic says how many those must be)");
                break;
            case "0" or "1":
                break;
            default:
                validation.Error($"{path}::required_acks", "must be all (or -1), 1 or 0");
                break;
        }
    }
}
