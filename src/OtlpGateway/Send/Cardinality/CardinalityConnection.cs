// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using OtlpGateway.Send.Transport;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Cardinality;

/// <summary>One client over its own connection, round after round.</summary>
internal sealed class CardinalityConnection(
    SendOptions options,
    CardinalityClient client,
    RequestDelivery delivery,
    ExpectedTotals totals,
    SendClock clock) : IDisposable
{
    private readonly RequestEncoder _encoder = new(options.Protocol, options.Gzip);

    /// <summary>Until the count or the time is up. A request that fails ends it: behind it nobody could say what must be found.</summary>
    public async Task RunAsync(BatchSource source, Pacer pacer, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested
            && source.TryTake(out BatchRange range)
            && await pacer.WaitAsync(range.Count, cancellationToken))
        {
            (RequestTemplate request, IReadOnlyList<Increment> increments) = client.NextRound(clock.Next());
            ReadOnlyMemory<byte> body = _encoder.Encode(Signal.Metrics, request);
            if (await delivery.DeliverAsync(Signal.Metrics, request.Items, body, cancellationToken) is not 0)
            {
                return;
            }

            foreach (Increment increment in increments)
            {
                totals.Add(increment.Family, increment.Template, increment.Buckets, increment.Gauge);
            }
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        delivery.Dispose();
    }
}
