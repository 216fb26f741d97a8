// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Testing.Delivery;

/// <summary>One answer of a script: it sees the batch, may wait, and must honour the token.</summary>
public delegate ValueTask<Outcome> Answer(TelemetryBatch batch, CancellationToken cancellationToken);

/// <summary>
/// Stands for whatever comes next in a pipeline: answers as its script says, then with its usual answer, and records what
/// it was given. Doubles as exporter, processor or connector.
/// </summary>
public class ScriptedConsumer : IExporter, IProcessor, IConnector
{
    private readonly ConcurrentQueue<Answer> _script = new();
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private int _calls;
    private int _concurrent;

    /// <summary>The answer when the script is at its end; accepts unless set.</summary>
    public Answer Usually { get; set; } = Says(Outcome.Accepted);

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Most calls at once so far.</summary>
    public int MostConcurrent { get; private set; }

    public int Starts { get; private set; }

    public int Stops { get; private set; }

    /// <summary>What was delivered, in the order of the answers.</summary>
    public IReadOnlyCollection<Delivery> Deliveries => _deliveries;

    /// <summary>What was answered with success.</summary>
    public IEnumerable<Delivery> Taken => _deliveries.Where(delivery => delivery.Outcome.IsSuccess);

    /// <summary>An answer that is always the same.</summary>
    public static Answer Says(Outcome outcome) => (_, _) => ValueTask.FromResult(outcome);

    /// <summary>An answer that waits until <paramref name="release"/> completes; cancelled, it says so.</summary>
    public static Answer SaysWhen(Task release, Outcome outcome) => async (_, cancellationToken) =>
    {
        try
        {
            await release.WaitAsync(cancellationToken);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Cancelled();
        }
    };

    /// <summary>An answer that never comes; cancelled, it says so.</summary>
    public static Answer Hangs() => SaysWhen(new TaskCompletionSource().Task, Outcome.Accepted);

    /// <summary>Adds the next answers.</summary>
    public ScriptedConsumer Then(params Outcome[] outcomes)
    {
        foreach (Outcome outcome in outcomes)
        {
            _script.Enqueue(Says(outcome));
        }

        return this;
    }

    /// <summary>Adds the next answer.</summary>
    public ScriptedConsumer Then(Answer answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            byte[] bytes = batch.Bytes.ToArray();
            Answer answer = _script.TryDequeue(out Answer? scripted) ? scripted : Usually;
            Outcome outcome = await answer(batch, cancellationToken);
            if (!batch.Bytes.Span.SequenceEqual(bytes))
            {
                throw new InvalidOperationException("The batch's bytes changed while it was lent.");
            }

            _deliveries.Enqueue(new Delivery(bytes, batch.ItemCount, batch.RequestHashes.ToArray(), batch.Range, batch.Client, outcome));
            return outcome;
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }

    /// <summary>Completes when the call with this number (from one) has begun.</summary>
    public Task WaitForCallsAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_calls >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Starts++;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken deadline)
    {
        Stops++;
        return Task.CompletedTask;
    }

    private void Enter()
    {
        lock (_lock)
        {
            _calls++;
            MostConcurrent = Math.Max(MostConcurrent, Interlocked.Increment(ref _concurrent));
            foreach ((int count, TaskCompletionSource reached) in _waiters.Where(waiter => waiter.Count <= _calls).ToList())
            {
                reached.TrySetResult();
                _waiters.Remove((count, reached));
            }
        }
    }
}

/// <summary>What a consumer was given, copied, and what it answered.</summary>
public sealed record Delivery(
    byte[] Bytes,
    int ItemCount,
    UInt128[] RequestHashes,
    LogRange? Range,
    ClientContext Client,
    Outcome Outcome);
