// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Embedded;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Topics;

namespace OtlpGateway.Log;

/// <summary>
/// The consumer groups of an embedded log that nobody else has open. What a known group has not finished is never removed,
/// so that a group nobody uses any more holds the log until it is forgotten.
/// </summary>
public sealed class EmbeddedLogGroups : IAsyncDisposable
{
    private readonly EmbeddedLog _log;

    private EmbeddedLogGroups(EmbeddedLog log) => _log = log;

    /// <summary>The groups by name, also those whose topics are not there.</summary>
    public IReadOnlyList<string> Names => [.. _log.Offsets.Groups.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Takes the log in the directory, which must be there. Throws <see cref="IOException"/>,
    /// <see cref="LogInUseException"/> or <see cref="Format.LogFormatException"/>, each with a message for the operator.
    /// </summary>
    public static async Task<EmbeddedLogGroups> OpenAsync(
        string directory, TimeProvider time, Meter meter, ILogger logger, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
        {
            throw new DirectoryNotFoundException($"There is no log in {directory}.");
        }

        // How long records are kept is for the gateway to say, which knows the options: nothing is removed here.
        EmbeddedLogSettings settings = new(new DiskFiles(), time, logger, new LogMetrics(meter)) { MaintenanceInterval = Timeout.InfiniteTimeSpan };
        return new EmbeddedLogGroups(await EmbeddedLog.OpenAsync(directory, new EmbeddedLogOptions(), settings, cancellationToken));
    }

    /// <summary>Where a group is in every partition of the topics it reads.</summary>
    public IReadOnlyList<GroupProgress> ProgressOf(string group)
    {
        List<GroupProgress> progress = [];
        foreach (Topic topic in _log.Topics.Where(topic => _log.Offsets.IsRegistered(group, topic.Name)))
        {
            foreach (Partitions.Partition partition in topic.Partitions)
            {
                int number = partition.Settings.Number;
                long? committed = _log.Offsets.Committed(group, topic.Name, number);
                long next = Math.Max(partition.StartOffset, committed ?? 0);
                progress.Add(new GroupProgress(group, topic.Name, number, committed, Math.Max(0, partition.EndOffset - next)));
            }
        }

        return progress;
    }

    /// <summary>
    /// Forgets a group with all its offsets, durably: it holds the log no longer, and begins anew should it come back.
    /// False when there is no such group.
    /// </summary>
    public async Task<bool> ForgetAsync(string group)
    {
        if (!Names.Contains(group))
        {
            return false;
        }

        await _log.ForgetGroupAsync(group);
        return true;
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();
}
