// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Log.Contract;

/// <summary>A member of a consumer group. It is told which partitions it owns and reads each at its own pace.</summary>
public interface ILogConsumer : IAsyncDisposable
{
    /// <summary>Joins the group. Assignments go to <paramref name="handler"/> from now until disposal.</summary>
    Task StartAsync(IAssignmentHandler handler, CancellationToken cancellationToken);
}

/// <summary>Owns partitions on behalf of a consumer. Calls for one partition never overlap.</summary>
public interface IAssignmentHandler
{
    /// <summary>The partition is ours until <see cref="RevokedAsync"/>. Must not block on reading it.</summary>
    ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken);

    /// <summary>
    /// The partition is to be given up: stop reading, finish or abandon what is in flight, commit. Where
    /// <paramref name="lost"/>, somebody else owns it already and a commit would fail.
    /// </summary>
    ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken);
}
