// SPDX-License-Identifier: Apache-2.0

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
        SendingQueue.Enabled = false;
        RetryOnFailure.Enabled = false;
    }

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

    public KafkaSignalOptions Traces { get; set; } = new();

    public KafkaSignalOptions Metrics { get; set; } = new();

    public KafkaSignalOptions Logs { get; set; } = new();

    public KafkaSignalOptions Profiles { get; set; } = new();

    /// <summary>Deprecated: one topic for all signals.</summary>
    public string? Topic { get; set; }

    /// <summary>Deprecated: one encoding for all signals.</summary>
    public KafkaEncoding? Encoding { get; set; }

    public string? TopicFromAttribute { get; set; }

    /// <summary>Request headers that become record headers.</summary>
    public List<string> IncludeMetadataKeys { get; set; } = [];

    /// <summary>Headers of every record.</summary>
    public Dictionary<string, string> RecordHeaders { get; set; } = [];

    /// <summary>Adds the header <c>otelcol.signal</c>.</summary>
    public bool SignalHeader { get; set; }

    public bool PartitionTracesById { get; set; }

    public bool PartitionMetricsByResourceAttributes { get; set; }

    public bool PartitionLogsByResourceAttributes { get; set; }

    public bool PartitionLogsByTraceId { get; set; }

    public ConfigNode? RecordPartitioner { get; set; }

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

    /// <summary>Null where the configuration says nothing of how the log is kept.</summary>
    internal EmbeddedLogOptions? LogOptions() => Embedded is null && Producer.MaxMessageBytes is null
        ? null
        : (Embedded ?? new EmbeddedLogSection()).ToOptions() with
        {
            MaxRecordBytes = Producer.MaxMessageBytes ?? new EmbeddedLogOptions().MaxRecordBytes,
        };
}
