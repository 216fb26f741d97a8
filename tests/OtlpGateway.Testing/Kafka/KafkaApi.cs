// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.Kafka;

/// <summary>Kinds of requests of the Kafka protocol, by their numbers there.</summary>
public enum KafkaApi : short
{
    Produce = 0,
    Fetch = 1,
    ListOffsets = 2,
    Metadata = 3,
    OffsetCommit = 8,
    OffsetFetch = 9,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    LeaveGroup = 13,
    SyncGroup = 14,
    InitProducerId = 22,
}
