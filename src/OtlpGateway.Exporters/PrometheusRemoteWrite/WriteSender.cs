// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Prometheus.RemoteWrite;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>
/// Sends the series of one shard until they are taken, refused for good, or given up: tries again what was not taken now,
/// in place, so that nothing overtakes it; goes down to remote write 1.0 where the receiver knows no other; and finds what
/// of a refused request is at fault by sending its halves. Not thread-safe.
/// </summary>
internal sealed class WriteSender(
    int shard,
    ComponentSettings settings,
    PrometheusRemoteWriteOptions options,
    WriteConnection connection,
    ReceiverState receiver,
    PrometheusRemoteWriteMetrics metrics,
    WakeUp wakeUp) : IDisposable
{
    /// <summary>Most requests that one refused request is taken apart by.</summary>
    private const int MostParts = 100;

    /// <summary>Refusals in a row that say that the receiver takes nothing at all.</summary>
    private const int MostRefusals = 20;

    /// <summary>Failures over one part that say that some of it may be the reason.</summary>
    private const int FailuresUntilSuspect = 5;

    /// <summary>The same where the receiver has taken another part meanwhile.</summary>
    private const int FailuresUntilSplit = 3;

    /// <summary>Failures in a row over one series that say that it is the reason, and not one bad server among several.</summary>
    private const int FailuresUntilGuilty = 10;

    private readonly BackOff _backOff = new(options.RetryOnFailure, (settings.Services.GetService(typeof(RandomSource)) as RandomSource ?? new RandomSource()).Next);
    private readonly Stack<List<WriteRange>> _work = new();
    private readonly Queue<List<WriteRange>> _suspects = new();
    private WriteRequestEncoder? _encoder;
    private int _parts;
    private int _refusals;
    private bool _isTaken;

    /// <summary>Settles the ranges: what was lost or could not be sent is noted with their deliveries.</summary>
    public async Task SendAsync(IReadOnlyList<WriteRange> ranges, CancellationToken stopping)
    {
        _work.Clear();
        _suspects.Clear();
        _work.Push([.. ranges]);
        _parts = 0;
        _refusals = 0;
        _isTaken = false;
        Begin(ranges);
        while (_work.TryPop(out List<WriteRange>? part) || _suspects.TryDequeue(out part))
        {
            await SendPartAsync(part, ranges, stopping);
        }
    }

    /// <summary>Notes that none of it could be sent, for a reason that is ours.</summary>
    public void Fail(IReadOnlyList<WriteRange> ranges) =>
        Note(ranges, Outcome.Retry(Reasons.Internal, $"{connection.Name}: sending failed unexpectedly; see the gateway's log"));

    public void Dispose() => _encoder?.Dispose();

    private async Task SendPartAsync(List<WriteRange> part, IReadOnlyList<WriteRange> all, CancellationToken stopping)
    {
        long started = settings.Time.GetTimestamp();
        int attempts = 0;
        int failures = 0;
        while (true)
        {
            DropCancelled(part, stopping);
            if (part.Count == 0)
            {
                return;
            }

            WriteRequestEncoder encoder = Encode(part);
            if (encoder.Tally.IsEmpty)
            {
                Accept(part, new(WriteVerdict.Accepted, default, null, ""));
                return;
            }

            WriteAnswer answer = await AttemptAsync(encoder, attempts, stopping);
            if (answer.Verdict == WriteVerdict.OtherVersion)
            {
                receiver.FallBack(answer.Message);
                continue;
            }

            failures = answer.Verdict == WriteVerdict.Failed ? failures + 1 : 0;
            if (IsAtFault(part, failures, answer))
            {
                return;
            }

            if (answer.Verdict is not (WriteVerdict.Retry or WriteVerdict.Failed))
            {
                if (answer.Verdict == WriteVerdict.Refused)
                {
                    receiver.RefusedAll(answer.Message);
                }
                else
                {
                    receiver.Answered(answer.Message, answer.Verdict == WriteVerdict.Accepted);
                }

                End(part, answer);
                return;
            }

            if (stopping.IsCancellationRequested)
            {
                continue;
            }

            attempts++;
            TimeSpan delay = _backOff.After(attempts, answer.RetryAfter);
            receiver.Failed(answer.Message, delay);
            if (IsGivenUp(started) is { } reason)
            {
                Note(part, Outcome.Retry(reason, $"{connection.Name}: {answer.Message}", answer.RetryAfter));
                return;
            }

            await PauseAsync(all, delay, stopping);
        }
    }

    /// <summary>
    /// Whether the part need not be tried again as it is, because the receiver fails over some of it: its halves are next, or
    /// it is one series, which alone fails while others are taken. While nothing is taken, nothing is given up.
    /// </summary>
    private bool IsAtFault(List<WriteRange> part, int failures, in WriteAnswer answer)
    {
        bool isSingle = part.Sum(range => range.Count) == 1;
        int most = !_isTaken ? FailuresUntilSuspect : isSingle ? FailuresUntilGuilty : FailuresUntilSplit;
        if (!options.SplitRefusedRequests || failures < most)
        {
            return false;
        }

        if (!isSingle)
        {
            metrics.Split();
            Split(part);
            return true;
        }

        if (_isTaken)
        {
            Refuse(part, answer);
            return true;
        }

        // Whether it is this series or the receiver, the others show. No two of them are of one series: the order stays.
        bool isAlone = _work.Count == 0;
        if (!isAlone)
        {
            _suspects.Enqueue(part);
        }

        return !isAlone;
    }

    private async Task<WriteAnswer> AttemptAsync(WriteRequestEncoder encoder, int attempts, CancellationToken stopping)
    {
        try
        {
            return await connection.SendAsync(encoder, attempts, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return WriteAnswer.Retry("the exporter stops");
        }
    }

    private string? IsGivenUp(long started)
    {
        if (!options.RetryOnFailure.Enabled)
        {
            return Reasons.DestinationDown;
        }

        TimeSpan most = options.RetryOnFailure.MaxElapsedTime ?? TimeSpan.Zero;
        return most > TimeSpan.Zero && settings.Time.GetElapsedTime(started) >= most ? Reasons.RetriesExhausted : null;
    }

    /// <summary>Waits, and lets deliveries that nobody waits for any more go meanwhile.</summary>
    private async Task PauseAsync(IReadOnlyList<WriteRange> all, TimeSpan delay, CancellationToken stopping)
    {
        foreach (WriteRange range in all)
        {
            range.Delivery.EndAttempt();
        }

        await wakeUp.DelayAsync(delay, settings.Time, () => all.All(range => range.Delivery.IsCancelled), stopping);
        Begin(all);
    }

    private static void Begin(IReadOnlyList<WriteRange> ranges)
    {
        foreach (WriteRange range in ranges)
        {
            range.Delivery.BeginAttempt();
        }
    }

    private WriteRequestEncoder Encode(List<WriteRange> part)
    {
        if (_encoder is null || _encoder.Version != receiver.Version)
        {
            _encoder?.Dispose();
            _encoder = WriteRequestEncoder.Create(receiver.Version, options.SendMetadata);
        }

        long oldest = options.SampleAgeLimit > TimeSpan.Zero
            ? (settings.Time.GetUtcNow() - options.SampleAgeLimit).ToUnixTimeMilliseconds()
            : long.MinValue;
        _encoder.Clear();
        for (int i = 0; i < part.Count; i++)
        {
            WriteRange range = part[i];
            RequestTally before = _encoder.Tally;
            for (int position = range.From; position < range.To; position++)
            {
                _encoder.Add(range.Delivery.Block!, shard, position, oldest);
            }

            part[i] = range with { Tally = _encoder.Tally.Since(before) };
        }

        return _encoder;
    }

    private static void DropCancelled(List<WriteRange> part, CancellationToken stopping)
    {
        for (int i = part.Count - 1; i >= 0; i--)
        {
            if (part[i].Delivery.IsCancelled || stopping.IsCancellationRequested)
            {
                part[i].Delivery.Cut();
                part.RemoveAt(i);
            }
        }
    }

    /// <summary>The receiver has said the last word on this part, or that smaller ones may fare better.</summary>
    private void End(List<WriteRange> part, in WriteAnswer answer)
    {
        switch (answer.Verdict)
        {
            case WriteVerdict.Accepted:
                _refusals = 0;
                _isTaken = true;
                Accept(part, answer);
                break;
            case WriteVerdict.PartlyAccepted:
                Accept(part, answer);
                break;
            case WriteVerdict.Unfit when TrySplit(part):
                metrics.Split();
                break;
            default:
                Refuse(part, answer);
                break;
        }
    }

    private bool TrySplit(List<WriteRange> part)
    {
        int series = part.Sum(range => range.Count);
        _refusals++;
        _parts += 2;
        bool takesNothing = !_isTaken && _refusals >= MostRefusals;
        if (!options.SplitRefusedRequests || series < 2 || _parts > MostParts || takesNothing)
        {
            return false;
        }

        Split(part);
        return true;
    }

    private void Split(List<WriteRange> part)
    {
        (List<WriteRange> first, List<WriteRange> second) = WriteRange.Halve(part, part.Sum(range => range.Count) / 2);
        _work.Push(second);
        _work.Push(first);
    }

    private void Accept(List<WriteRange> part, in WriteAnswer answer)
    {
        metrics.Written(answer.Written);
        long missing = 0;
        if (answer.Verdict == WriteVerdict.PartlyAccepted)
        {
            long sent = part.Sum(range => (long)range.Tally.Samples + range.Tally.Histograms);
            missing = Math.Max(sent - answer.Written.Samples - answer.Written.Histograms, 1);
            receiver.Refused((int)missing, $"{connection.Name}: {answer.Message}");
        }

        foreach (WriteRange range in part)
        {
            LoseWhatWasLeftOut(range);

            // Which ones it were the receiver does not say; what it did not take is one data point each, at most.
            int lost = (int)Math.Min(missing, range.Tally.Items);
            Lose(range.Delivery, lost, Reasons.DestinationRejected, $"{connection.Name} took a part: {answer.Message}");
            missing -= lost;
        }
    }

    private void Refuse(List<WriteRange> part, in WriteAnswer answer)
    {
        receiver.Refused(part.Sum(range => range.Tally.Series), $"{connection.Name}: {answer.Message}");
        foreach (WriteRange range in part)
        {
            LoseWhatWasLeftOut(range);
            Lose(range.Delivery, range.Tally.Items, Reasons.DestinationRejected, $"{connection.Name}: {answer.Message}");
        }
    }

    private void LoseWhatWasLeftOut(in WriteRange range) =>
        Lose(range.Delivery, range.Tally.TooOldItems, Reasons.TooOld, receiver.TooOld(range.Tally.TooOldItems));

    private void Lose(WriteDelivery delivery, int items, string reason, string message)
    {
        if (items > 0)
        {
            metrics.Dropped(items, reason);
            delivery.Lose(items, reason, message);
        }
    }

    private static void Note(IReadOnlyList<WriteRange> ranges, in Outcome outcome)
    {
        foreach (WriteRange range in ranges)
        {
            range.Delivery.Fail(outcome);
        }
    }
}
