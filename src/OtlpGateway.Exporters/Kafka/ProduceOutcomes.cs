// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>What a log's answer means for the batch.</summary>
internal static class ProduceOutcomes
{
    public static Outcome ToOutcome(this in ProduceResult result) => result.Status switch
    {
        ProduceStatus.Stored => Outcome.Accepted,
        ProduceStatus.Full => Outcome.Retry(Reasons.LogFull, result.Message, result.RetryAfter),
        ProduceStatus.TooLarge => Outcome.Rejected(Reasons.TooLarge, result.Message),
        ProduceStatus.Unavailable => Outcome.Retry(Reasons.DestinationDown, result.Message, result.RetryAfter),
        ProduceStatus.Failed => Outcome.Retry(Reasons.LogFailed, result.Message, result.RetryAfter),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.Status, "not an answer of a log"),
    };
}
