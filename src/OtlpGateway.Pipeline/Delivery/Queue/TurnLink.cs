// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Batches;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>Lets a bounded number of deliveries through at once (<c>num_consumers</c>), in the order in which they came.</summary>
internal sealed class TurnLink(IBatchConsumer next, int turns) : IBatchConsumer
{
    private readonly QueueRoom _turns = new(turns);

    public async ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (!await _turns.TakeAsync(1, cancellationToken))
        {
            return Outcome.Cancelled();
        }

        try
        {
            return await next.ConsumeAsync(batch, cancellationToken);
        }
        finally
        {
            _turns.Release(1);
        }
    }
}
