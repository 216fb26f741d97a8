// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Prometheus.Translation;
using Strategy = OtlpGateway.Prometheus.Naming.TranslationStrategy;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>Options of the <c>prometheusremotewrite</c> exporter, as the Collector names them.</summary>
public sealed class PrometheusRemoteWriteOptions : ExporterOptions
{
    /// <summary>The message of remote write 1.0.</summary>
    public const string Message1 = "prometheus.WriteRequest";

    /// <summary>The message of remote write 2.0.</summary>
    public const string Message2 = "io.prometheus.write.v2.Request";

    public PrometheusRemoteWriteOptions()
    {
        Timeout = TimeSpan.FromSeconds(5);
        RetryOnFailure.InitialInterval = TimeSpan.FromMilliseconds(50);
        SendingQueue.QueueSize = RemoteWriteQueueOptions.DefaultQueueSize;
    }

    /// <summary>The client's keys stand beside those of every exporter. Its endpoint is the URL that is posted to.</summary>
    [Squash]
    public RemoteWriteClientOptions Client { get; } = new();

    /// <summary>The same keys in a section of their own, which is where the Collector moves them; null when it is absent.</summary>
    public RemoteWriteHttpOptions? Http { get; set; }

    /// <summary>Stands before every metric's name.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Labels of every series that has none of that name.</summary>
    public Dictionary<string, string> ExternalLabels { get; set; } = [];

    /// <summary>False is the strategy without suffixes. Superseded by <see cref="TranslationStrategy"/>.</summary>
    public bool AddMetricSuffixes { get; set; } = true;

    /// <summary>How names are translated; null follows <see cref="AddMetricSuffixes"/>.</summary>
    public TranslationStrategy? TranslationStrategy { get; set; }

    /// <summary>Whether remote write 1.0 describes families, too; 2.0 always does.</summary>
    public bool SendMetadata { get; set; }

    /// <summary>No labels of the instrumentation scope.</summary>
    public bool DisableScopeInfo { get; set; }

    /// <summary>Most bytes of one request, before compression.</summary>
    public int MaxBatchSizeBytes { get; set; } = 3_000_000;

    /// <summary>Most samples and histograms of one request. Ours: the Collector has bytes only.</summary>
    public int MaxSamplesPerSend { get; set; } = 5000;

    /// <summary>Requests at once; null follows <c>remote_write_queue::num_consumers</c>.</summary>
    public int? MaxBatchRequestParallelism { get; set; }

    /// <summary><see cref="Message1"/> or <see cref="Message2"/>; a receiver that does not know the second gets the first.</summary>
    public string ProtobufMessage { get; set; } = Message1;

    /// <summary>The queue by the Collector's name for it here. <c>sending_queue</c> is the same queue.</summary>
    public RemoteWriteQueueOptions RemoteWriteQueue
    {
        get;
        set
        {
            field = value;
            value.ApplyTo(SendingQueue);
        }
    } = new();

    public ResourceToTelemetryOptions ResourceToTelemetryConversion { get; set; } = new();

    public TargetInfoOptions TargetInfo { get; set; } = new();

    /// <summary>False drops exponential histograms, which become native ones, for a receiver that takes none. Ours.</summary>
    public bool SendNativeHistograms { get; set; } = true;

    /// <summary>Explicit histograms as native ones with bounds of their own, over remote write 2.0. Ours.</summary>
    public bool ConvertHistogramsToNhcb { get; set; }

    /// <summary>
    /// Samples that are older are not sent: a receiver refuses them, some for ever and in a way that looks like a failure
    /// of theirs. Zero sends all. Ours; Prometheus has it for its own queues.
    /// </summary>
    public TimeSpan SampleAgeLimit { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Samples that lie further ahead of our clock are not sent. Prometheus refuses them since 2.54; before, it takes them,
    /// and then refuses everything that is an hour older, of every series: one app with a wrong clock is the end of all. Zero
    /// sends all. Ours.
    /// </summary>
    public TimeSpan SampleFutureLimit { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>What of a refused request was not at fault is sent again without the rest. Ours.</summary>
    public bool SplitRefusedRequests { get; set; } = true;

    /// <summary>How deltas are added up where no <c>reaggregate</c> does it before. Ours.</summary>
    public DeltaOptions Deltas { get; set; } = new();

    /// <summary>The Collector's own log on disk; here <c>sending_queue::storage</c> is what keeps batches.</summary>
    public WalOptions? Wal { get; set; }

    /// <inheritdoc/>
    public override bool KeepsOrder => true;

    /// <summary>The client's options, wherever they stand.</summary>
    internal Clients.Http.HttpClientOptions EffectiveClient => Http is null ? Client : Http;

    internal TimeSpan EffectiveTimeout => Http?.Timeout ?? Timeout;

    internal RemoteWriteVersion Version => ProtobufMessage == Message2 ? RemoteWriteVersion.V2 : RemoteWriteVersion.V1;

    internal int Shards => MaxBatchRequestParallelism ?? RemoteWriteQueue.NumConsumers;

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        RemoteWriteChecks.Check(this, validation);
    }

    internal TranslationOptions Translation(RemoteWriteVersion version) => new()
    {
        Strategy = EffectiveStrategy,
        Namespace = Namespace,
        ExternalLabels = [.. ExternalLabels],
        ScopeLabels = !DisableScopeInfo,
        ResourceLabels = ResourceToTelemetryConversion.Enabled,
        ExcludeServiceAttributes = ResourceToTelemetryConversion.ExcludeServiceAttributes,
        TargetInfo = TargetInfo.Enabled,
        CustomBuckets = ConvertHistogramsToNhcb && version == RemoteWriteVersion.V2,
        NativeHistograms = SendNativeHistograms,
        OldestPoint = SampleAgeLimit,
        FurthestPoint = SampleFutureLimit,
        MostDeltaStreams = Deltas.MaxStreams,
        DeltaStreamExpiry = Deltas.MaxStale,
    };

    internal TranslationStrategy EffectiveStrategy => TranslationStrategy ?? (AddMetricSuffixes
        ? Strategy.UnderscoreEscapingWithSuffixes
        : Strategy.UnderscoreEscapingWithoutSuffixes);
}
