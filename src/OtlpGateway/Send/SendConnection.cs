// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Templates;
using OtlpGateway.Send.Transport;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>One connection: makes a request, sends it until it is answered for good, and goes on to the next.</summary>
internal sealed class SendConnection(
    SendOptions options,
    ConnectionTemplates templates,
    RequestDelivery delivery,
    AckedFile? acked,
    SendClock clock) : IDisposable
{
    private readonly RequestEncoder _encoder = new(options.Protocol, options.Gzip);

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
                template.Apply(new Stamp(range.First, clock.Next()));
                long? rejected = await delivery.DeliverAsync(signal, range.Count, _encoder.Encode(signal, template), cancellationToken);
                if (rejected is { } items)
                {
                    acked?.Append(signal, range, items);
                }
            }

            templates.NextTurn();
        }
    }

    public void Dispose()
    {
        _encoder.Dispose();
        delivery.Dispose();
    }
}
