// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>How a partition's records are delivered.</summary>
internal interface IPartitionWork
{
    /// <summary>
    /// Works until the session stops, then finishes what is under way. Ends with <see cref="OperationCanceledException"/>.
    /// </summary>
    Task RunAsync(PartitionSession session);
}
