// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// Options of the <c>kafka</c> exporter, as the Collector names them. On <c>embedded:DIR</c> what concerns the connection
/// to brokers has no effect and says so. Queue and retry are off unless asked for: the log is the buffer, and a log that
/// is full answers the client at once. For the same reason an attempt has no timeout of its own.
/// </summary>
public sealed class KafkaExporterOptions : ExporterOptions
{
    public KafkaExporterOptions()
    {
        // An attempt that is cut short may be stored all the same; the client's own patience decides.
        Timeout = TimeSpan.Zero;
        SendingQueue.TurnOffByDefault();
        RetryOnFailure.Enabled = false;
    }

    /// <summary>How the brokers are reached.</summary>
    [Squash]
    public KafkaClientOptions Client { get; } = new();

    public KafkaSignalOptions Traces { get; set; } = new();

    public KafkaSignalOptions Metrics { get; set; } = new();

    public KafkaSignalOptions Logs { get; set; } = new();

    public KafkaSignalOptions Profiles { get; set; } = new();

    /// <summary>Deprecated: one topic for all signals.</summary>
    public string? Topic { get; set; }

    /// <summary>Deprecated: one encoding for all signals.</summary>
    public KafkaEncoding? Encoding { get; set; }

    /// <summary>
    /// The resource attribute whose text names the topic of that resource's items, where it is there; empty: none.
    /// </summary>
    public string TopicFromAttribute { get; set; } = "";

    /// <summary>Request headers that become record headers.</summary>
    public List<string> IncludeMetadataKeys { get; set; } = [];

    /// <summary>Headers of every record.</summary>
    public Dictionary<string, string> RecordHeaders { get; set; } = [];

    /// <summary>Adds the header <c>otelcol.signal</c> to every record.</summary>
    public bool SignalHeader { get; set; }

    /// <summary>One record for each trace, whose id in hexadecimal is the key.</summary>
    public bool PartitionTracesById { get; set; }

    /// <summary>
    /// Ours: all points of a job's metric go to one partition, chosen by job and metric name alone; one record for each
    /// partition and request.
    /// </summary>
    public KafkaMetricGrouping? PartitionMetricsBy { get; set; }

    /// <summary>One record for each set of resource attributes, whose hash is the key.</summary>
    public bool PartitionMetricsByResourceAttributes { get; set; }

    /// <summary>The same for logs.</summary>
    public bool PartitionLogsByResourceAttributes { get; set; }

    /// <summary>One record for each trace that logs belong to, with its id as the key; those of none have no key.</summary>
    public bool PartitionLogsByTraceId { get; set; }

    public KafkaRecordPartitionerOptions RecordPartitioner { get; set; } = new();

    public KafkaProducerOptions Producer { get; set; } = new();

    /// <summary>How an embedded log is kept.</summary>
    public EmbeddedLogSection? Embedded { get; set; }

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        KafkaExporterValidator.Validate(this, validation);
    }

    internal KafkaSignalOptions Of(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Metrics => Metrics,
        Signal.Logs => Logs,
        Signal.Profiles => Profiles,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not a signal"),
    };

    internal string TopicOf(Signal signal) => Of(signal).Topic ?? Topic ?? signal switch
    {
        Signal.Traces => "otlp_spans",
        Signal.Metrics => "otlp_metrics",
        Signal.Logs => "otlp_logs",
        _ => "otlp_profiles",
    };

    internal KafkaEncoding EncodingOf(Signal signal) => Of(signal).Encoding ?? Encoding ?? KafkaEncoding.OtlpProto;

    /// <summary>Largest record: headers, key and value.</summary>
    internal int MaxRecordBytes => Producer.MaxMessageBytes
        ?? (Client.IsEmbedded ? new EmbeddedLogOptions().MaxRecordBytes : KafkaProducerOptions.DefaultMaxMessageBytes);

    /// <summary>Null where the configuration says nothing of how an embedded log is kept.</summary>
    internal EmbeddedLogOptions? LogOptions() => !Client.IsEmbedded || (Embedded is null && Producer.MaxMessageBytes is null)
        ? null
        : (Embedded ?? new EmbeddedLogSection()).ToOptions() with { MaxRecordBytes = MaxRecordBytes };

    /// <summary>The rule by which a signal's items get keys; null where all items of a request go into one record.</summary>
    internal Func<IRecordKeyRule>? KeyRuleOf(Signal signal) => signal switch
    {
        Signal.Traces when PartitionTracesById => static () => new SpanTraceKeys(),
        Signal.Metrics when PartitionMetricsByResourceAttributes => static () => new ResourceKeys(),
        Signal.Logs when PartitionLogsByResourceAttributes => static () => new ResourceKeys(),
        Signal.Logs when PartitionLogsByTraceId => static () => new LogTraceKeys(),
        _ => null,
    };
}
