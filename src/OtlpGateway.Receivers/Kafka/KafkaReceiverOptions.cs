// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>
/// Options of the <c>kafka</c> receiver, as the Collector names them. On <c>embedded:DIR</c> what concerns the connection
/// to brokers has no effect and says so.
/// </summary>
public sealed class KafkaReceiverOptions : IValidatable
{
    /// <summary><c>["embedded:DIR"]</c>, or host:port of Kafka brokers.</summary>
    public List<string> Brokers { get; set; } = ["localhost:9092"];

    public string? ProtocolVersion { get; set; }

    public string? ClientId { get; set; }

    public string? RackId { get; set; }

    public bool? UseLeaderEpoch { get; set; }

    public TimeSpan? ConnIdleTimeout { get; set; }

    public bool? ResolveCanonicalBootstrapServersOnly { get; set; }

    public ConfigMap? Tls { get; set; }

    [Secret]
    public ConfigMap? Auth { get; set; }

    public ConfigMap? Metadata { get; set; }

    /// <summary>The consumer group: who has the same shares the partitions.</summary>
    public string GroupId { get; set; } = "otel-collector";

    public KafkaTopicOptions Traces { get; set; } = new();

    public KafkaTopicOptions Metrics { get; set; } = new();

    public KafkaTopicOptions Logs { get; set; } = new();

    public KafkaTopicOptions Profiles { get; set; } = new();

    /// <summary>Deprecated: one topic for all signals.</summary>
    public string? Topic { get; set; }

    /// <summary>Deprecated: one encoding for all signals.</summary>
    public KafkaEncoding? Encoding { get; set; }

    /// <summary>
    /// Where a new group begins. The Collector begins with what comes after; we begin with what is there, because what was
    /// acknowledged must arrive, unless told otherwise.
    /// </summary>
    public KafkaInitialOffset InitialOffset { get; set; } = KafkaInitialOffset.Earliest;

    public TimeSpan? SessionTimeout { get; set; }

    public TimeSpan? HeartbeatInterval { get; set; }

    public string? GroupRebalanceStrategy { get; set; }

    public List<string>? GroupRebalanceStrategies { get; set; }

    public string? GroupInstanceId { get; set; }

    public int? MinFetchSize { get; set; }

    public int? MaxFetchSize { get; set; }

    public TimeSpan? MaxFetchWait { get; set; }

    /// <summary>Bytes that are read at once from a partition whose records are delivered one by one.</summary>
    public int MaxPartitionFetchSize { get; set; } = 1048576;

    public KafkaAutocommitOptions Autocommit { get; set; } = new();

    public KafkaMessageMarkingOptions MessageMarking { get; set; } = new();

    public KafkaHeaderExtractionOptions HeaderExtraction { get; set; } = new();

    public KafkaErrorBackoffOptions ErrorBackoff { get; set; } = new();

    public ConfigMap? Telemetry { get; set; }

    /// <summary>Ours: bytes of one block for an exporter that claims ranges; under load blocks have this size.</summary>
    public int MaxBlockBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Ours: bytes of all blocks together, of all topics and partitions: those that are being stored and those that are
    /// read ahead. When it is used up, blocks become smaller; each partition may always hold one of about 1 MiB.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Ours: shortest time between the starts of two blocks that are not full.</summary>
    public TimeSpan MaxBlockDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Ours: what cannot be delivered goes to the topic's name with this behind it.</summary>
    public string DeadLetterSuffix { get; set; } = "_dead_letters";

    /// <summary>Ours: what to do when records are missing from the log.</summary>
    public KafkaGapPolicy OnGap { get; set; }

    public void Validate(OptionsValidation validation) => KafkaReceiverValidator.Validate(this, validation);

    internal KafkaEncoding EncodingOf(Signal signal) => Of(signal).Encoding ?? Encoding ?? KafkaEncoding.OtlpProto;

    internal KafkaTopicOptions Of(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Metrics => Metrics,
        Signal.Logs => Logs,
        Signal.Profiles => Profiles,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a signal"),
    };

    /// <summary>Throws <see cref="ArgumentException"/> for a pattern that is none.</summary>
    internal IReadOnlyList<TopicFilter> FiltersOf(Signal signal)
    {
        KafkaTopicOptions options = Of(signal);
        List<string> topics = [.. options.Topics];
        if (topics.Count == 0)
        {
            topics.Add(options.Topic ?? Topic ?? UsualTopic(signal));
        }

        List<string> exclude = [.. options.ExcludeTopics];
        if (options.ExcludeTopic is { } one)
        {
            exclude.Add(one);
        }

        // What could not be delivered must not come back through a pattern.
        exclude.Add(System.Text.RegularExpressions.Regex.Escape(DeadLetterSuffix) + "$");
        return [.. topics.Select(topic => new TopicFilter(topic, exclude))];
    }

    private static string UsualTopic(Signal signal) => signal switch
    {
        Signal.Traces => "otlp_spans",
        Signal.Metrics => "otlp_metrics",
        Signal.Logs => "otlp_logs",
        _ => "otlp_profiles",
    };
}
