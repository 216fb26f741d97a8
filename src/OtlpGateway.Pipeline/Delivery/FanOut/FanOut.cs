// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Delivers a batch several ways at once. When some ways took it and one refuses for now, that one alone is tried again,
/// until it takes the batch, the sender gives up, or the limit is reached; only then is the sender told to retry. The
/// branches share the batch: it is immutable.
/// </summary>
public sealed class FanOut : IBatchConsumer
{
    private readonly FanOutBranch[] _branches;
    private readonly FanOutSettings _settings;
    private readonly FanOutMetrics _metrics;
    private readonly BackOff _backOff;

    private FanOut(FanOutBranch[] branches, FanOutSettings settings)
    {
        _branches = branches;
        _settings = settings;
        _metrics = new FanOutMetrics(settings.Meter, settings.Name);
        _backOff = new BackOff(
            new RetryOptions
            {
                InitialInterval = settings.FirstRetry,
                MaxInterval = settings.LongestRetry,
                Multiplier = 2,
                RandomizationFactor = 0.2,
            },
            settings.Random);
    }

    /// <summary>A consumer that delivers to all branches; the branch itself when there is only one.</summary>
    public static IBatchConsumer Create(IReadOnlyList<FanOutBranch> branches, FanOutSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(branches.Count);
        return branches.Count == 1 ? branches[0].Consumer : new FanOut([.. branches], settings);
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        var answers = new BranchAnswers(_branches.Length);
        var deliveries = new Task<Outcome>[_branches.Length];
        for (int i = 0; i < _branches.Length; i++)
        {
            deliveries[i] = DeliverAsync(_branches[i], batch, answers, cancellationToken);
        }

        Outcome[] outcomes = await Task.WhenAll(deliveries);
        Outcome answer = OutcomeCombination.Combine(_branches, outcomes);
        if (OutcomeCombination.MayDuplicate(answer, outcomes))
        {
            _metrics.MayDuplicate();
        }

        return answer;
    }

    private async Task<Outcome> DeliverAsync(
        FanOutBranch branch, TelemetryBatch batch, BranchAnswers answers, CancellationToken cancellationToken)
    {
        Outcome outcome = await AttemptAsync(branch, batch, cancellationToken);
        answers.Add(outcome);
        long started = _settings.Time.GetTimestamp();
        for (int failures = 1; outcome.Kind == OutcomeKind.Retry && !cancellationToken.IsCancellationRequested; failures++)
        {
            TimeSpan wait = _backOff.After(failures, outcome.RetryAfter);
            if (_settings.Time.GetElapsedTime(started) + wait > _settings.RetryLimit
                || !await answers.WorthRetryingAfterAsync(wait, _settings.Time, cancellationToken))
            {
                return outcome;
            }

            _metrics.Retried(branch.Name);
            outcome = await AttemptAsync(branch, batch, cancellationToken);
            answers.AddRetried(outcome);
        }

        return outcome;
    }

    /// <summary>A branch that throws has a bug; the others' deliveries must still be awaited before the batch is given back.</summary>
    private async Task<Outcome> AttemptAsync(FanOutBranch branch, TelemetryBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await branch.Consumer.ConsumeAsync(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Outcome.Cancelled();
        }
        catch (Exception exception)
        {
            DeliveryLog.UnexpectedFailure(_settings.Logger, branch.Name, exception);
            return Outcome.Retry(Reasons.Internal, "failed unexpectedly; see the gateway's log");
        }
    }
}
