// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>What a stored queue is made of.</summary>
internal sealed record StoredQueueParts(
    string Topic,
    ILogProducer Producer,
    ILogConsumer Consumer,
    IPartitionConsumer Partition,
    FileStorageMetrics Metrics,
    ILogger Logger,
    TimeProvider Time,
    Action Closed);
