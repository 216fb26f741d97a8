// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>The topics that an exporter writes to, as far as its configuration says.</summary>
public static class KafkaExporterTopics
{
    /// <summary>The topic of a signal, where neither an attribute nor a header names another one.</summary>
    public static string Of(KafkaExporterOptions options, Signal signal) => options.TopicOf(signal);
}
