// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>The topics that a receiver needs, as far as its configuration names them; what a pattern finds is there already.</summary>
public static class KafkaReceiverTopics
{
    /// <summary>The topics that it reads for a signal.</summary>
    public static IReadOnlyList<string> Of(KafkaReceiverOptions options, Signal signal) =>
        [.. options.FiltersOf(signal).Select(filter => filter.Literal).OfType<string>()];

    /// <summary>Where what cannot be delivered of a topic goes.</summary>
    public static string DeadLettersOf(KafkaReceiverOptions options, string topic) => topic + options.DeadLetterSuffix;
}
