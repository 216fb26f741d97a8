// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Where a group begins that has finished nothing of a partition yet.</summary>
public enum KafkaInitialOffset
{
    Earliest,
    Latest,
}
