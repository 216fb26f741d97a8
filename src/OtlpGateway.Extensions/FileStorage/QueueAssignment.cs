// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Extensions.FileStorage;

/// <summary>Waits for the one partition of a queue's topic.</summary>
internal sealed class QueueAssignment : IAssignmentHandler
{
    private readonly TaskCompletionSource<IPartitionConsumer> _assigned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IPartitionConsumer> Partition => _assigned.Task;

    public ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken)
    {
        _assigned.TrySetResult(partition);
        return ValueTask.CompletedTask;
    }

    // The group has one member, so the partition is only given up when the queue is disposed, which stops reading first.
    public ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
