// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;

namespace OtlpGateway.Pipeline.Graph;

/// <summary>Items into and out of each processor.</summary>
internal sealed class GraphMetrics(Meter meter)
{
    public Counter<long> Incoming { get; } =
        meter.CreateCounter<long>("otelcol_processor_incoming_items", "{item}", "Items passed to the processor.");

    public Counter<long> Outgoing { get; } =
        meter.CreateCounter<long>("otelcol_processor_outgoing_items", "{item}", "Items that the processor passed on.");
}
