// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Receivers.Kafka.Checkpoints;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>The topics that a receiver needs, as far as its configuration names them; what a pattern finds is there already.</summary>
public static class KafkaReceiverTopics
{
    /// <summary>The topics that it reads for a signal.</summary>
    public static IReadOnlyList<string> Of(KafkaReceiverOptions options, Signal signal) =>
        [.. options.FiltersOf(signal).Select(filter => filter.Literal).OfType<string>()];

    /// <summary>Where the states of steps behind a receiver are kept, when they are kept on its brokers.</summary>
    /// <param name="topic">What the step's configuration says; null for what is usual.</param>
    public static string StatesOf(string? topic) => topic ?? CheckpointStores.DefaultTopic;

    /// <summary>How that topic is made.</summary>
    public static TopicOptions States => TopicCheckpoints.Options;

    /// <summary>Where what cannot be delivered of a topic goes.</summary>
    public static string DeadLettersOf(KafkaReceiverOptions options, string topic) => topic + options.DeadLetterSuffix;
}
