// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;
using Polly;
using Polly.Retry;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// Tries again what the destination cannot take now, for as long as the sender waits: when the sender gives up, the last
/// refusal is the answer. Gives up by age only where <c>max_elapsed_time</c> says so.
/// </summary>
internal sealed class RetryLink : IBatchConsumer
{
    private readonly IBatchConsumer _next;
    private readonly ChainContext _context;
    private readonly TimeSpan _maxElapsed;
    private readonly BackOff _backOff;
    private readonly ResiliencePipeline<Outcome> _retries;

    public RetryLink(IBatchConsumer next, ChainContext context)
    {
        RetryOptions options = context.Options.RetryOnFailure;
        _next = next;
        _context = context;
        _maxElapsed = options.MaxElapsedTime ?? TimeSpan.Zero;
        _backOff = new BackOff(options, context.Random.Next);
        _retries = new ResiliencePipelineBuilder<Outcome> { TimeProvider = context.Time }
            .AddRetry(new RetryStrategyOptions<Outcome>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = static args => ValueTask.FromResult(IsWorthRetrying(args.Outcome.Result)),
                DelayGenerator = args =>
                    ValueTask.FromResult<TimeSpan?>(_backOff.After(args.AttemptNumber + 1, args.Outcome.Result.RetryAfter)),
                OnRetry = args =>
                {
                    ReportRetry(args.Outcome.Result, args.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        long started = _context.Time.GetTimestamp();
        Outcome first = await _next.ConsumeAsync(batch, cancellationToken);
        return first.Kind == OutcomeKind.Retry && !cancellationToken.IsCancellationRequested
            ? await RetryAsync(new Attempts(batch, first, started, cancellationToken), cancellationToken)
            : first;
    }

    private async ValueTask<Outcome> RetryAsync(Attempts attempts, CancellationToken cancellationToken)
    {
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _context.Stopping.Token);
        try
        {
            Outcome last = await _retries.ExecuteAsync(AttemptAsync, attempts, noMore.Token);
            return last.Kind == OutcomeKind.Cancelled ? attempts.LastRefusal : last;
        }
        catch (OperationCanceledException) when (noMore.IsCancellationRequested)
        {
            return attempts.LastRefusal;
        }
    }

    private async ValueTask<Outcome> AttemptAsync(Attempts attempts, CancellationToken noMore)
    {
        Outcome outcome = attempts.LastRefusal;
        if (attempts.FirstIsKnown)
        {
            // The first attempt was made before the retry machinery was entered, so that success costs nothing here.
            attempts.FirstIsKnown = false;
        }
        else
        {
            // The end of waiting between attempts does not cut an attempt that is under way.
            _context.Metrics.Retried();
            outcome = await _next.ConsumeAsync(attempts.Batch, attempts.Cancellation);
        }

        if (outcome.Kind == OutcomeKind.Retry)
        {
            attempts.LastRefusal = outcome;
            return IsTooOld(attempts) ? Exhausted(outcome) : outcome;
        }

        return outcome;
    }

    private bool IsTooOld(Attempts attempts) =>
        _maxElapsed > TimeSpan.Zero && _context.Time.GetElapsedTime(attempts.Started) >= _maxElapsed;

    private static bool IsWorthRetrying(Outcome outcome) =>
        outcome.Kind == OutcomeKind.Retry && outcome.Reason != Reasons.RetriesExhausted;

    private Outcome Exhausted(Outcome last) => Outcome.Retry(
        Reasons.RetriesExhausted,
        $"gave up after max_elapsed_time ({_maxElapsed.TotalSeconds:0} s); last answer: {last.Message}",
        last.RetryAfter);

    private void ReportRetry(Outcome outcome, TimeSpan delay)
    {
        if (_context.RetryLines.TryTake(out long suppressed))
        {
            DeliveryLog.WillRetry(_context.Logger, _context.Name, delay, outcome.Reason, outcome.Message, suppressed);
        }
    }

    private sealed class Attempts(TelemetryBatch batch, Outcome first, long started, CancellationToken cancellation)
    {
        public TelemetryBatch Batch { get; } = batch;

        public long Started { get; } = started;

        public CancellationToken Cancellation { get; } = cancellation;

        public Outcome LastRefusal { get; set; } = first;

        public bool FirstIsKnown { get; set; } = true;
    }
}
