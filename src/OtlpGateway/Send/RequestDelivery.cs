// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Clients.Otlp;
using OtlpGateway.Send.Report;
using OtlpGateway.Send.Transport;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>Sends requests over one connection, each until it is answered for good.</summary>
internal sealed class RequestDelivery(
    IOtlpTransport transport, RetryPolicy retries, SendStatistics statistics, TimeProvider time) : IDisposable
{
    /// <summary>
    /// Sends one request, again where the answer says so, and counts what became of it. Returns how many of its items the
    /// server rejected, or null when it was not acknowledged at all.
    /// </summary>
    public async Task<long?> DeliverAsync(Signal signal, int items, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        SignalCounters counters = statistics.Of(signal);
        long began = time.GetTimestamp();
        try
        {
            for (int attempts = 1; ; attempts++)
            {
                long sent = time.GetTimestamp();
                ExportAnswer answer = await transport.SendAsync(signal, body, cancellationToken);
                if (answer.Message.Length > 0)
                {
                    statistics.LastProblem = answer.Message;
                }

                if (answer.Kind == ExportAnswerKind.Accepted)
                {
                    return Acknowledge(counters, items, answer, time.GetElapsedTime(sent));
                }

                TimeSpan? delay = answer.Kind == ExportAnswerKind.Retry
                    ? retries.NextDelay(attempts, time.GetElapsedTime(began), answer.RetryDelay)
                    : null;
                if (delay is null)
                {
                    counters.Fail(items);
                    return null;
                }

                counters.Retry(items);
                await Task.Delay(delay.Value, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody knows whether the server took it.
            counters.Fail(items);
            throw;
        }
    }

    public void Dispose() => transport.Dispose();

    private long Acknowledge(SignalCounters counters, int items, ExportAnswer answer, TimeSpan latency)
    {
        long rejected = Math.Clamp(answer.Rejected, 0, items);
        counters.Acknowledge(items, rejected);
        statistics.Latency.Record(latency);
        return rejected;
    }
}
