// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Kafka;

/// <summary>What every part of the Kafka client needs from its host.</summary>
internal sealed record KafkaContext(TimeProvider Time, ILogger Logger, KafkaMetrics Metrics);
