// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Where dead letters go: a topic beside the one that they came from.</summary>
internal sealed class DeadLetterWriter(ILogClient log, ILogProducer producer, string suffix)
{
    /// <summary>The dead letters of one partition, whose reading begins at <paramref name="start"/>.</summary>
    public DeadLetterBook Open(PartitionSession session, long start) =>
        new(log, producer, session.Partition.Topic + suffix, session, start);
}
