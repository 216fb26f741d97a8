// SPDX-License-Identifier: Apache-2.0

using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Kafka;

/// <summary>What every part of the Kafka client needs from its host.</summary>
internal sealed record KafkaContext(TimeProvider Time, ILogger Logger, KafkaMetrics Metrics)
{
    private readonly RepeatedErrors _errors = new(Time);

    /// <summary>Writes an error that a client has by itself; seldom, where it has the same one over and over.</summary>
    public void ClientError(ErrorCode code, string text)
    {
        if (_errors.IsToBeSaid(code, ref text, out int repeated))
        {
            KafkaClientLog.ClientError(Logger, (int)code, text, repeated == 0 ? "" : $"; {repeated} more of these since it was said last");
        }
    }
}
