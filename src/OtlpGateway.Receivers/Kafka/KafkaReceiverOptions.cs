// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
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
    /// <summary>How the brokers are reached.</summary>
    [Squash]
    public KafkaClientOptions Client { get; } = new();

    /// <summary>Membership in the group, and fetches.</summary>
    [Squash]
    public KafkaConsumerOptions Consumer { get; } = new();

    /// <summary>The consumer group: who has the same shares the partitions.</summary>
    public string GroupId { get; set; } = "otel-collector";

    /// <summary>
    /// Ours: the consumer group of a pipeline, by the pipeline's id (<c>traces/prometheus: my-group</c>). Where nothing is said
    /// the signal's first pipeline is <see cref="GroupId"/>, and each further one has its id behind that.
    /// </summary>
    public Dictionary<string, string> PipelineGroups { get; set; } = [];

    public KafkaTopicOptions Traces { get; set; } = new();

    public KafkaTopicOptions Metrics { get; set; } = new();

    public KafkaTopicOptions Logs { get; set; } = new();

    public KafkaTopicOptions Profiles { get; set; } = new();

    /// <summary>Deprecated: one topic for all signals.</summary>
    public string? Topic { get; set; }

    /// <summary>Deprecated: one encoding for all signals.</summary>
    public string? Encoding { get; set; }

    /// <summary>
    /// Where a new group begins. The Collector begins with what comes after; we begin with what is there, because what was
    /// acknowledged must arrive, unless told otherwise.
    /// </summary>
    public KafkaInitialOffset InitialOffset { get; set; } = KafkaInitialOffset.Earliest;

    public KafkaAutocommitOptions Autocommit { get; set; } = new();

    public KafkaMessageMarkingOptions MessageMarking { get; set; } = new();

    public KafkaHeaderExtractionOptions HeaderExtraction { get; set; } = new();

    public KafkaErrorBackoffOptions ErrorBackoff { get; set; } = new();

    public KafkaPartitionProcessingOptions PartitionProcessing { get; set; } = new();

    public KafkaReceiverTelemetryOptions Telemetry { get; set; } = new();

    /// <summary>
    /// Ours: most bytes of one block for an exporter that claims ranges. Half of it is enough for one of 100,000 items; with
    /// items so large that it has fewer, more bytes make larger blocks.
    /// </summary>
    public int MaxBlockBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>
    /// Ours: bytes of all blocks together, of all topics and partitions: those that are being stored and those that are
    /// read ahead. When it is used up, blocks become smaller; each partition may always hold one of about 1 MiB.
    /// </summary>
    public long MaxBufferedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>
    /// Ours: time between the starts of two blocks that are not full, under load; when little comes it is at most a second.
    /// </summary>
    public TimeSpan MaxBlockDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Ours: what cannot be delivered goes to the topic's name with this behind it.</summary>
    public string DeadLetterSuffix { get; set; } = "_dead_letters";

    /// <summary>Ours: what to do when records are missing from the log.</summary>
    public KafkaGapPolicy OnGap { get; set; }

    public void Validate(OptionsValidation validation) => KafkaReceiverValidator.Validate(this, validation);

    /// <summary>Bytes that are read at once from a partition whose records are delivered one by one.</summary>
    internal int FetchBytes => Consumer.MaxPartitionFetchSize ?? 1024 * 1024;

    /// <summary>Null, with what is wrong, when the signal has no such encoding.</summary>
    internal RecordEncoding? EncodingOf(Signal signal, out string error) =>
        RecordEncoding.Find(Of(signal).Encoding ?? Encoding ?? "otlp_proto", signal, out error);

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
