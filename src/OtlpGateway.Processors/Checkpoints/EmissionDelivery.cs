// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>
/// Gives one partition's emissions to what comes next, and says what became of them. While it lasts the ownership is proven
/// again and again; when it can no longer be, the emission is given up.
/// </summary>
internal sealed class EmissionDelivery(ComponentSettings settings, EmissionSettings emission, CheckpointMetrics metrics, IBatchConsumer next, string place)
{
    private static readonly ClientContext Client = new() { Transport = "internal" };

    private readonly HealthBoard? _health = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
    private readonly string _part = $"processor {settings.Id} {place}";
    private int _failures;

    /// <summary>False when it was not taken.</summary>
    /// <param name="given">What is given out; disposed here.</param>
    /// <param name="prove">Proves the ownership anew; null where nobody else can own it.</param>
    public async Task<bool> DeliverAsync(Emission given, OwnershipProof? proof, Func<CancellationToken, Task<OwnershipProof?>>? prove, CancellationToken cancellationToken)
    {
        using TelemetryBatch batch = TelemetryBatch.Create(emission.Signal, given.Request, given.Items, Client);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource patience = new(emission.Patience, settings.Time);
        using CancellationTokenRegistration late = patience.Token.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), limit);
        Task<Outcome> delivery = next.ConsumeAsync(batch, limit.Token).AsTask();
        if (proof is not null && prove is not null)
        {
            await KeepProvenAsync(delivery, proof, prove, limit);
        }

        Outcome outcome = await delivery;
        Report(outcome, given.Items);
        return outcome.IsSuccess;
    }

    public void Failed(string what, string message)
    {
        // Once is normal service: a group that shares its partitions anew takes no commits.
        CheckpointLog.Failed(settings.Logger, ++_failures > 1 ? LogLevel.Warning : LogLevel.Debug, place, what, message);
        if (_failures > 1)
        {
            _health?.NotReady(_part, $"{what} failed: {message}");
        }
    }

    public void Forget() => _health?.Remove(_part);

    private void Report(Outcome outcome, int items)
    {
        if (outcome.IsSuccess)
        {
            metrics.Emitted(items - outcome.RejectedItems);
            if (outcome.RejectedItems > 0)
            {
                metrics.Refused(outcome.RejectedItems, outcome.Reason);
            }

            Recovered();
        }
        else if (outcome.IsTemporary)
        {
            metrics.NotTaken(outcome.Reason);
            CheckpointLog.NotTaken(settings.Logger, place, outcome.Reason, outcome.Message);
            if (++_failures > 1)
            {
                _health?.NotReady(_part, outcome.Message);
            }
        }
        else
        {
            metrics.NotTaken(outcome.Reason);
            metrics.Refused(items, outcome.Reason);
            CheckpointLog.Refused(settings.Logger, place, outcome.Reason, outcome.Message);
        }
    }

    private void Recovered()
    {
        if (_failures > 0)
        {
            _failures = 0;
            _health?.Ready(_part);
        }
    }

    private async Task KeepProvenAsync(
        Task delivery, OwnershipProof proof, Func<CancellationToken, Task<OwnershipProof?>> prove, CancellationTokenSource limit)
    {
        while (!delivery.IsCompleted)
        {
            TimeSpan left = proof.Left;
            if (left <= TimeSpan.Zero)
            {
                await limit.CancelAsync();
                return;
            }

            await delivery.WaitAsync(left / 3, settings.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!delivery.IsCompleted)
            {
                proof = await TryProveAsync(proof, prove, limit);
            }
        }
    }

    /// <summary>The proof so far holds while a new one does not come; a refusal ends it.</summary>
    private async Task<OwnershipProof> TryProveAsync(
        OwnershipProof proof, Func<CancellationToken, Task<OwnershipProof?>> prove, CancellationTokenSource limit)
    {
        using CancellationTokenSource until = new(proof.Left > TimeSpan.Zero ? proof.Left : TimeSpan.Zero, settings.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(until.Token, limit.Token);
        try
        {
            if (await prove(either.Token) is { } proven)
            {
                return proven;
            }

            await limit.CancelAsync();
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            CheckpointLog.Failed(settings.Logger, LogLevel.Debug, place, "proving the ownership", error.Message);
        }

        return proof;
    }
}
