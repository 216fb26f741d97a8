// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>Counts the items of each batch on its way to the next consumer.</summary>
internal sealed class CountingConsumer(IBatchConsumer next, Counter<long> counter, ComponentId processor, Signal signal) : IBatchConsumer
{
    private readonly KeyValuePair<string, object?> _processor = new("processor", processor.ToString());
    private readonly KeyValuePair<string, object?> _signal = new("otel_signal", ConfigNames.SnakeCase(signal.ToString()));

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        counter.Add(batch.ItemCount, _processor, _signal);
        return next.ConsumeAsync(batch, cancellationToken);
    }
}
