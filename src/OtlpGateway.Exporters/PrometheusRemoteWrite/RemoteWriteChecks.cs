// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Http;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Prometheus.Naming;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>What is checked of the options beyond what all exporters check.</summary>
internal static class RemoteWriteChecks
{
    private const int LeastBatchBytes = 1000;
    private const int MostShards = 1000;

    // Remote write itself says what they are.
    private static readonly string[] ReservedHeaders =
        ["content-encoding", "content-type", "x-prometheus-remote-write-version", "user-agent", "retry-attempt"];

    public static void Check(PrometheusRemoteWriteOptions options, OptionsValidation validation)
    {
        CheckClient(options, validation);
        CheckNames(options, validation);
        CheckLimits(options, validation);
        if (options.ProtobufMessage is not (PrometheusRemoteWriteOptions.Message1 or PrometheusRemoteWriteOptions.Message2))
        {
            validation.Error("protobuf_message", $"'{options.ProtobufMessage}' is neither {PrometheusRemoteWriteOptions.Message1} nor {PrometheusRemoteWriteOptions.Message2}");
        }

        if (options.ConvertHistogramsToNhcb && options.ProtobufMessage != PrometheusRemoteWriteOptions.Message2)
        {
            validation.Error("convert_histograms_to_nhcb", $"needs protobuf_message: {PrometheusRemoteWriteOptions.Message2}");
        }

        if (options.ConvertHistogramsToNhcb && !options.SendNativeHistograms)
        {
            validation.Error("convert_histograms_to_nhcb", "cannot be combined with send_native_histograms: false");
        }

        if (options.Wal is not null)
        {
            validation.Warning("wal", "has no effect: sending_queue::storage keeps batches on disk until they are sent");
        }
    }

    private static void CheckClient(PrometheusRemoteWriteOptions options, OptionsValidation validation)
    {
        string path = options.Http is null ? "" : "http::";
        HttpClientOptions client = options.EffectiveClient;
        if (client.Endpoint.Length == 0)
        {
            validation.Error($"{path}endpoint", "is required: the URL that is posted to, such as http://prometheus:9090/api/v1/write");
        }
        else if (!(Uri.TryCreate(client.Endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0))
        {
            validation.Error($"{path}endpoint", $"'{client.Endpoint}' is not a URL with http:// or https://");
        }

        if (client.Compression != BodyCompression.Snappy)
        {
            validation.Error($"{path}compression", "must be snappy: remote write has no other");
        }

        foreach (string name in client.Headers.Keys.Where(name => ReservedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            validation.Error($"{path}headers::{name}", "must not be set: remote write says what it is");
        }

        if (options.EffectiveTimeout < TimeSpan.Zero)
        {
            validation.Error($"{path}timeout", "must not be negative; 0 means that a request may take any time");
        }
    }

    private static void CheckNames(PrometheusRemoteWriteOptions options, OptionsValidation validation)
    {
        TranslationStrategy strategy = options.EffectiveStrategy;
        if (!strategy.Escapes() && options.ProtobufMessage != PrometheusRemoteWriteOptions.Message2)
        {
            validation.Error("translation_strategy", $"{strategy} needs protobuf_message: {PrometheusRemoteWriteOptions.Message2}, since 1.0 has no such names");
        }

        foreach (string name in options.ExternalLabels.Keys)
        {
            if (!IsLabelName(name))
            {
                validation.Error($"external_labels::{name}", "is not the name of a label: letters, digits and underscores, no digit first, not __name__");
            }
        }
    }

    private static void CheckLimits(PrometheusRemoteWriteOptions options, OptionsValidation validation)
    {
        if (options.MaxBatchSizeBytes < LeastBatchBytes)
        {
            validation.Error("max_batch_size_bytes", $"must be at least {LeastBatchBytes}");
        }

        if (options.MaxSamplesPerSend <= 0)
        {
            validation.Error("max_samples_per_send", "must be at least 1");
        }

        if (options.MaxBatchRequestParallelism is <= 0 or > MostShards)
        {
            validation.Error("max_batch_request_parallelism", $"must be from 1 to {MostShards}");
        }

        if (options.SampleAgeLimit < TimeSpan.Zero)
        {
            validation.Error("sample_age_limit", "must not be negative; 0 sends samples of any age");
        }

        if (options.SampleFutureLimit < TimeSpan.Zero)
        {
            validation.Error("sample_future_limit", "must not be negative; 0 sends samples of any time to come");
        }
    }

    private static bool IsLabelName(string name) =>
        name.Length > 0
        && name != "__name__"
        && !char.IsAsciiDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
