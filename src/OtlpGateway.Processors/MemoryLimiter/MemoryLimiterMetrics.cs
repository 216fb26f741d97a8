// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Processors.MemoryLimiter;

internal sealed class MemoryLimiterMetrics(Meter meter, ComponentId id, Signal signal)
{
    private readonly KeyValuePair<string, object?> _processor = new("processor", id.ToString());

    private readonly Counter<long> _accepted = meter.CreateCounter<long>(
        $"otelcol_processor_memory_limiter_accepted_{signal.Items()}", "{item}", "Items let through.");

    private readonly Counter<long> _refused = meter.CreateCounter<long>(
        $"otelcol_processor_memory_limiter_refused_{signal.Items()}", "{item}", "Items refused because memory was short.");

    public void Accepted(int items) => _accepted.Add(items, _processor);

    public void Refused(int items) => _refused.Add(items, _processor);
}
