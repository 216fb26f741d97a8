// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Processors.Checkpoints;

/// <summary>The instruments of what a state gives out and saves.</summary>
internal sealed class CheckpointMetrics(Meter meter, ComponentId id)
{
    private readonly KeyValuePair<string, object?> _processor = new("processor", id.ToString());

    private readonly Counter<long> _emissions =
        meter.CreateCounter<long>("otlpgateway_processor_emissions", "{request}", "Requests that were given out from a state, by outcome.");

    private readonly Counter<long> _points =
        meter.CreateCounter<long>("otlpgateway_processor_emitted_points", "{point}", "Points in them that were taken.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "otlpgateway_processor_refused_points", "{point}", "Points that a destination refused for good, by reason.");

    private readonly Counter<long> _snapshots =
        meter.CreateCounter<long>("otlpgateway_processor_snapshots", "{snapshot}", "States that were saved, or could not be, by outcome.");

    private readonly Histogram<long> _snapshotBytes = meter.CreateHistogram(
        "otlpgateway_processor_snapshot_bytes",
        "By",
        "Bytes of the states that were saved.",
        null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1 << 10, 1 << 14, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28, 1 << 30] });

    private readonly Counter<long> _fenced = meter.CreateCounter<long>(
        "otlpgateway_processor_fenced", "{partition}", "Times that nothing was given out because the partition was somebody else's, or might have been.");

    private readonly Counter<long> _repartitioned = meter.CreateCounter<long>(
        "otlpgateway_processor_partition_count_changes", "{partition}", "Partitions with a state whose topic got another number of partitions: metrics that go elsewhere now begin anew.");

    public void Emitted(int points)
    {
        _emissions.Add(1, _processor, new("outcome", "taken"));
        _points.Add(points, _processor);
    }

    public void NotTaken(string reason) => _emissions.Add(1, _processor, new("outcome", reason));

    public void Refused(int points, string reason) => _dropped.Add(points, _processor, new("reason", reason));

    public void Saved(long bytes)
    {
        _snapshots.Add(1, _processor, new("outcome", "saved"));
        _snapshotBytes.Record(bytes, _processor);
    }

    public void NotSaved() => _snapshots.Add(1, _processor, new("outcome", "failed"));

    public void PartitionsChanged() => _repartitioned.Add(1, _processor);

    public void Fenced() => _fenced.Add(1, _processor);
}
