// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>What happens when the records that come next are no longer in the log, or not yet.</summary>
public enum KafkaGapPolicy
{
    /// <summary>The partition stands still and readiness says so, until somebody decides.</summary>
    Stop,

    /// <summary>Goes on at the nearest record that is there; what is lost is counted.</summary>
    Skip,
}
