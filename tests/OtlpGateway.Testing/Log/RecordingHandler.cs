// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;

namespace OtlpGateway.Testing.Log;

/// <summary>Remembers which partitions a consumer was given and what was taken from it, in order.</summary>
public sealed class RecordingHandler : IAssignmentHandler
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<string> _events = [];
    private readonly Dictionary<(string Topic, int Partition), IPartitionConsumer> _owned = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs while a partition is being revoked.</summary>
    public Func<Task> OnRevoke { get; set; } = () => Task.CompletedTask;

    public IReadOnlyList<string> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public IReadOnlyList<IPartitionConsumer> Owned
    {
        get
        {
            lock (_gate)
            {
                return [.. _owned.Values.OrderBy(partition => partition.Topic, StringComparer.Ordinal).ThenBy(partition => partition.Partition)];
            }
        }
    }

    /// <summary>Waits until exactly so many partitions are owned.</summary>
    public async Task<IReadOnlyList<IPartitionConsumer>> OwnsAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_owned.Count == count)
                {
                    return Owned;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(Patience, cancellationToken);
        }
    }

    public ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken)
    {
        Change(() =>
        {
            _owned.Add((partition.Topic, partition.Partition), partition);
            _events.Add($"assigned {partition.Topic}[{partition.Partition}]");
        });
        return ValueTask.CompletedTask;
    }

    public async ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken)
    {
        await OnRevoke();
        Change(() =>
        {
            _owned.Remove((topic, partition));
            _events.Add($"{(lost ? "lost" : "revoked")} {topic}[{partition}]");
        });
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
