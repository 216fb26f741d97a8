// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Log.Contract;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Kafka;

/// <summary>Runs one loop for each partition of a signal that is ours.</summary>
internal sealed class PartitionOwner(
    ComponentSettings settings,
    KafkaReceiverOptions options,
    Signal signal,
    string group,
    IPartitionWork work,
    CancellationToken abort) : IAssignmentHandler
{
    private readonly KafkaReceiverMetrics _metrics = new(settings.Meter, settings.Id, signal, group, options);
    private readonly StuckCauses _causes = new();
    private readonly ConcurrentDictionary<(string Topic, int Partition), (PartitionSession Session, Task Loop)> _running = new();

    public ValueTask AssignedAsync(IPartitionConsumer partition, CancellationToken cancellationToken)
    {
        PartitionSession session = new(settings, options, signal, group, partition, _metrics, _causes, abort);
        _metrics.Started(partition.Topic, partition.Partition);
        _running[(partition.Topic, partition.Partition)] = (session, Task.Run(() => RunAsync(session), CancellationToken.None));
        return ValueTask.CompletedTask;
    }

    public async ValueTask RevokedAsync(string topic, int partition, bool lost, CancellationToken cancellationToken)
    {
        if (_running.TryRemove((topic, partition), out (PartitionSession Session, Task Loop) running))
        {
            running.Session.Stop();
            if (lost)
            {
                // Somebody else reads these records already: what is under way here can only double them.
                running.Session.GiveUp();
            }

            await using (cancellationToken.UnsafeRegister(static session => ((PartitionSession)session!).GiveUp(), running.Session))
            {
                await running.Loop;
            }

            running.Session.Dispose();
            _metrics.Closed(topic, partition);
        }
    }

    /// <summary>How far each partition is behind. What the log does not say now keeps what it said last.</summary>
    public Task MeasureAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Values.Select(async running =>
    {
        try
        {
            await running.Session.MeasureAsync(cancellationToken);
        }
        catch (IOException error)
        {
            KafkaReceiverLog.NotMeasured(settings.Logger, running.Session.Place, error.Message);
        }
    }));

    private async Task RunAsync(PartitionSession session)
    {
        while (!session.Stopping.IsCancellationRequested)
        {
            try
            {
                KafkaReceiverLog.Assigned(settings.Logger, session.Partition.Topic, session.Partition.Partition);
                await work.RunAsync(session);
            }
            catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested || session.Abort.IsCancellationRequested)
            {
                break;
            }
            catch (PartitionLostException lost)
            {
                // The group says so soon, too.
                KafkaReceiverLog.Taken(settings.Logger, session.Place, lost.Message);
                await WaitAsync(session, lost);
            }
            catch (Exception error)
            {
                // A bug must not stop a partition: it starts again from what is committed.
                KafkaReceiverLog.Failed(settings.Logger, session.Place, error);
                await WaitAsync(session, error);
            }
        }

        KafkaReceiverLog.Revoked(settings.Logger, session.Partition.Topic, session.Partition.Partition);
    }

    private static async Task WaitAsync(PartitionSession session, Exception error)
    {
        try
        {
            await session.BackOffAsync("internal", error.Message, null, session.Stopping);
        }
        catch (OperationCanceledException)
        {
            // Stopped while it waited; the loop ends.
        }
    }
}
