// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// A thread with a session of its own. The engine's calls block for as long as a statement runs, so they must not occupy
/// the thread pool that answers clients; and a session is never shared while a statement runs on it.
/// </summary>
internal sealed class ChdbWorker : IDisposable
{
    private readonly BlockingCollection<Action> _jobs = new(1);
    private readonly ChdbConnection _connection;
    private readonly Thread _thread;

    /// <summary>Takes over the connection.</summary>
    internal ChdbWorker(string tag, ChdbConnection connection)
    {
        Tag = tag;
        _connection = connection;
        _thread = new Thread(Work) { IsBackground = true, Name = tag };
        _thread.Start();
    }

    /// <summary>The session's <c>log_comment</c>: finds its running statement in <c>system.processes</c>.</summary>
    internal string Tag { get; }

    /// <summary>Runs a job on the worker's thread. The lease on the worker guarantees that no other is queued.</summary>
    internal Task<T> RunAsync<T>(Func<ChdbConnection, T> job)
    {
        TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() => Run(job, completion));
        return completion.Task;
    }

    /// <summary>Waits for the job that runs, then closes the session.</summary>
    public void Dispose()
    {
        if (_jobs.IsAddingCompleted)
        {
            return;
        }

        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
    }

    private void Run<T>(Func<ChdbConnection, T> job, TaskCompletionSource<T> completion)
    {
        try
        {
            completion.SetResult(job(_connection));
        }
        catch (Exception failure)
        {
            completion.SetException(failure);
        }
    }

    private void Work()
    {
        foreach (Action job in _jobs.GetConsumingEnumerable())
        {
            job();
        }

        _connection.Dispose();
    }
}
