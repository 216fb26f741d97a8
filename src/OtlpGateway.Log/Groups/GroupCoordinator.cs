// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Partitions;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log.Groups;

/// <summary>
/// Divides the partitions among the members of one consumer group in this process. Changes are made one after another:
/// every partition that moves is given up by its old owner before a new one is told of it.
/// </summary>
internal sealed class GroupCoordinator(string group, EmbeddedLog log)
{
    private readonly Lock _gate = new();
    private readonly List<EmbeddedConsumer> _members = [];
    private readonly Dictionary<(string Topic, int Partition), Ownership> _owners = [];
    private Task _last = Task.CompletedTask;

    public Task JoinAsync(EmbeddedConsumer member) => Change(() => _members.Add(member));

    public Task LeaveAsync(EmbeddedConsumer member) => Change(() => _members.Remove(member));

    /// <summary>Topics or partitions appeared. Completes when they are divided.</summary>
    public Task TopicsChangedAsync() => Change(() => { });

    private Task Change(Action change)
    {
        lock (_gate)
        {
            return _last = RunAfter(_last, change);
        }
    }

    private async Task RunAfter(Task previous, Action change)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        change();
        await RebalanceAsync();
    }

    private async Task RebalanceAsync()
    {
        Dictionary<(string Topic, int Partition), EmbeddedConsumer> wanted = await DivideAsync();
        foreach (((string Topic, int Partition) key, Ownership ownership) in _owners.ToArray())
        {
            if (wanted.GetValueOrDefault(key) != ownership.Member)
            {
                await RevokeAsync(key, ownership);
            }
        }

        foreach (((string Topic, int Partition) key, EmbeddedConsumer member) in wanted)
        {
            if (!_owners.ContainsKey(key))
            {
                await AssignAsync(key, member);
            }
        }
    }

    private async Task<Dictionary<(string Topic, int Partition), EmbeddedConsumer>> DivideAsync()
    {
        Dictionary<(string Topic, int Partition), EmbeddedConsumer> wanted = [];
        foreach (Topic topic in log.Topics)
        {
            EmbeddedConsumer[] readers = [.. _members.Where(member => member.Reads(topic.Name))];
            if (readers.Length == 0)
            {
                continue;
            }

            if (!log.Offsets.IsRegistered(group, topic.Name))
            {
                await log.Offsets.AppendAsync(new OffsetRecord(OffsetRecordKind.Register, group, topic.Name, 0, 0));
            }

            for (int i = 0; i < topic.Partitions.Count; i++)
            {
                wanted[(topic.Name, i)] = readers[i % readers.Length];
            }
        }

        return wanted;
    }

    private async Task RevokeAsync((string Topic, int Partition) key, Ownership ownership)
    {
        try
        {
            await ownership.Member.Handler.RevokedAsync(key.Topic, key.Partition, lost: false, CancellationToken.None);
        }
        catch (Exception error)
        {
            StorageLog.AssignmentFailed(log.Logger, group, key.Topic, key.Partition, error);
        }

        ownership.Partition.Dispose();
        _owners.Remove(key);
    }

    private async Task AssignAsync((string Topic, int Partition) key, EmbeddedConsumer member)
    {
        EmbeddedPartitionConsumer partition = new(log, group, key.Topic, key.Partition);
        _owners[key] = new Ownership(member, partition);
        try
        {
            await member.Handler.AssignedAsync(partition, CancellationToken.None);
        }
        catch (Exception error)
        {
            StorageLog.AssignmentFailed(log.Logger, group, key.Topic, key.Partition, error);
        }
    }

    private readonly record struct Ownership(EmbeddedConsumer Member, EmbeddedPartitionConsumer Partition);
}
