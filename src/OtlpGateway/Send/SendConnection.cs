// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Report;
using OtlpGateway.Send.Templates;
using OtlpGateway.Send.Transport;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>One connection: makes a request, sends it until it is answered for good, and goes on to the next.</summary>
internal sealed class SendConnection(
    SendOptions options,
    ConnectionTemplates templates,
    IOtlpTransport transport,
    RetryPolicy retries,
    SendStatistics statistics,
    AckedFile? acked,
    TimeProvider time) : IDisposable
{
    private readonly RequestEncoder _encoder = new(options.Protocol, options.Gzip);
    private long _lastUnixNano;

    public async Task RunAsync(BatchSource source, Pacer pacer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && source.TryTake(out BatchRange range))
        {
            foreach (Signal signal in options.Signals)
            {
                if (!await pacer.WaitAsync(range.Count, cancellationToken))
                {
                    return;
                }

                RequestTemplate template = templates.Get(signal, range.Count);
                template.Apply(new Stamp(range.First, NextTime()));
                await DeliverAsync(signal, range, _encoder.Encode(signal, template), cancellationToken);
            }

            templates.NextTurn();
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        transport.Dispose();
    }

    /// <summary>Now, but later than ever before: a stream's points must not share a time.</summary>
    private long NextTime()
    {
        long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        _lastUnixNano = Math.Max(now, _lastUnixNano + 1);
        return _lastUnixNano;
    }

    private async Task DeliverAsync(Signal signal, BatchRange range, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        SignalCounters counters = statistics.Of(signal);
        long began = time.GetTimestamp();
        try
        {
            for (int attempts = 1; ; attempts++)
            {
                long sent = time.GetTimestamp();
                SendAnswer answer = await transport.SendAsync(signal, body, cancellationToken);
                if (answer.Message.Length > 0)
                {
                    statistics.LastProblem = answer.Message;
                }

                if (answer.Kind == AnswerKind.Accepted)
                {
                    Acknowledge(signal, range, answer, time.GetElapsedTime(sent));
                    return;
                }

                TimeSpan? delay = answer.Kind == AnswerKind.Retry
                    ? retries.NextDelay(attempts, time.GetElapsedTime(began), answer.RetryDelay)
                    : null;
                if (delay is null)
                {
                    counters.Fail(range.Count);
                    return;
                }

                counters.Retry(range.Count);
                await Task.Delay(delay.Value, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody knows whether the server took it.
            counters.Fail(range.Count);
            throw;
        }
    }

    private void Acknowledge(Signal signal, BatchRange range, SendAnswer answer, TimeSpan latency)
    {
        long rejected = Math.Clamp(answer.Rejected, 0, range.Count);
        statistics.Of(signal).Acknowledge(range.Count, rejected);
        statistics.Latency.Record(latency);
        acked?.Append(signal, range, rejected);
    }
}
